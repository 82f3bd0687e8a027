package mles.server.config;

import java.util.Map;
import mles.protocol.AddressForm;
import mles.protocol.NetworkAddress;

/** Another server: {@code host}, {@code host:port}, {@code tcp://HOST[:PORT]} or {@code tls://HOST[:PORT]}. */
public record PeerAddress(String scheme, String host, int port) {
    private static final int DEFAULT_PORT = 8077;
    private static final String TCP = "tcp";
    private static final String TLS = "tls";
    private static final AddressForm FORM = new AddressForm(Map.of(TCP, DEFAULT_PORT, TLS, DEFAULT_PORT), TCP, 1);

    /**
     * {@return the server that {@code text} spells}
     *
     * @param setting what names it
     * @throws ConfigException when {@code text} is anything else
     */
    public static PeerAddress parse(String setting, String text) {
        return parse(FORM, setting, text);
    }

    /** The same for {@link Settings#PEER}, with other schemes as well: providers of links have names of their own. */
    public static PeerAddress ofLinks(String text) {
        return parse(new AddressForm(Map.of(AddressForm.schemeOf(text, TCP), DEFAULT_PORT), TCP, 1), "peer", text);
    }

    private static PeerAddress parse(AddressForm form, String setting, String text) {
        try {
            NetworkAddress address = form.parse(text);
            return new PeerAddress(address.scheme(), address.host(), address.port());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + text + ": " + e.getMessage());
        }
    }

    /** {@return whether the link uses TLS} */
    public boolean isEncrypted() {
        return scheme.equals(TLS);
    }

    /** {@return the scheme, encrypted or not} */
    public String protocol() {
        return isEncrypted() ? TCP : scheme;
    }

    /** {@return {@code text}, which is empty or can be parsed} @throws ConfigException when it is anything else */
    static String checked(String text) {
        if (!text.isEmpty()) {
            ofLinks(text);
        }
        return text;
    }
}
