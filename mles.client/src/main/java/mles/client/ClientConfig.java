package mles.client;

import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import mles.protocol.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a client, as its builder collected it.
 *
 * @param tls       null for plain TCP
 * @param inbox     bytes
 * @param reconnect null to end with the first connection
 * @param numbered  whether messages carry numbers in the key field
 * @param seals     the seal of each channel; null without a secret
 */
record ClientConfig(ServerAddress server, Credentials credentials, @Nullable SSLSocketFactory tls,
        Duration connectTimeout,
        Duration settle, long inbox, @Nullable Backoff reconnect, boolean numbered,
        @Nullable Function<String, Seal> seals, SessionListener listener) {

    /** {@return the seal of a channel; null without a secret} */
    @Nullable
    Seal seal(String channel) {
        return seals == null ? null : seals.apply(channel);
    }
}
