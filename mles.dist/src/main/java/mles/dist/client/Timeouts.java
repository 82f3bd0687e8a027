package mles.dist.client;

import java.time.Duration;

/** Limits on how long commands wait for a server. */
final class Timeouts {
    /** For a connection. */
    static final Duration CONNECT = Duration.ofSeconds(10);
    /** For a server to take all that was published. */
    static final Duration TAKEN = Duration.ofSeconds(60);
    /** For the second membership to see what the server took. */
    static final Duration CONFIRMED = Duration.ofSeconds(10);

    private Timeouts() {
    }
}
