package mles.server.config;

import mles.protocol.AddressForm;

/**
 * A scheme of addresses to listen on.
 *
 * @param name        in lower case, without the colon: {@code tls}
 * @param defaultPort the port of an address without one, or {@link #REQUIRED}
 * @param isEncrypted whether its connections use TLS
 */
public record Scheme(String name, int defaultPort, boolean isEncrypted) {
    /** In place of a default port: an address without a port is refused. */
    public static final int REQUIRED = AddressForm.REQUIRED;
}
