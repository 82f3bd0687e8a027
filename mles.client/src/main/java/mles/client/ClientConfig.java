package mles.client;

import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import mles.protocol.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * What the builder collected.
 *
 * @param tls       null for plain TCP
 * @param inbox     bytes
 * @param reconnect null to end with the first connection
 * @param repeats   whether what a replay after a reconnect brings once more is received once more
 */
record ClientConfig(ServerAddress server, Credentials credentials, @Nullable SSLSocketFactory tls,
        Duration connectTimeout,
        Duration settle, long inbox, @Nullable Backoff reconnect, boolean repeats, SessionListener listener) {
}
