package mles.websocket.http;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tickets that stand for a token or a key for a short time, in addresses of clients that send no headers. The oldest of too many end
 * early. Thread: any.
 */
final class Tickets {
    private static final int BYTES = 18;

    private final SecureRandom random = new SecureRandom();
    private final Recent<String, String> secrets;
    private final long nanos;

    /**
     * Begins without any.
     *
     * @param most  tickets at a time
     * @param nanos how long each is good
     */
    Tickets(int most, long nanos, LongSupplier clock) {
        this.secrets = new Recent<>(most, nanos, clock);
        this.nanos = nanos;
    }

    /** {@return a new ticket that stands for {@code secret}} */
    String issue(String secret) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        secrets.putIfAbsent(ticket, secret);
        return ticket;
    }

    /** {@return the secret for which {@code ticket} stands, empty where it is none, or none any more} */
    Optional<String> secret(String ticket) {
        return Optional.ofNullable(secrets.get(ticket));
    }

    /** {@return the time for which a ticket is good} */
    long nanos() {
        return nanos;
    }

    /** {@return the number of tickets in memory} */
    int size() {
        return secrets.size();
    }
}
