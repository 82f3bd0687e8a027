package mles.websocket.http;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Tickets that stand for a token or a key for a short time, in addresses of clients that send no headers. The oldest of too many end
 * early. Thread: any.
 */
final class Tickets {
    private static final int BYTES = 18;

    private final Map<String, Ticket> byText = new ConcurrentHashMap<>();
    private final Queue<Ticket> byAge = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();
    private final int most;
    private final long nanos;
    private final LongSupplier clock;

    /** One of them. Nothing secret shows in {@link #toString()}. */
    private record Ticket(String text, String secret, long since) {
        @Override
        public String toString() {
            return "ticket";
        }
    }

    /**
     * Begins without any.
     *
     * @param most  tickets at a time
     * @param nanos how long each is good
     */
    Tickets(int most, long nanos, LongSupplier clock) {
        this.most = most;
        this.nanos = nanos;
        this.clock = clock;
    }

    /** {@return a new ticket that stands for {@code secret}} */
    String issue(String secret) {
        long now = clock.getAsLong();
        forgetOld(now);
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Ticket ticket = new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), secret, now);
        byText.put(ticket.text(), ticket);
        byAge.add(ticket);
        Ticket oldest = count.incrementAndGet() > most ? byAge.peek() : null;
        if (oldest != null) {
            forget(oldest);
        }
        return ticket.text();
    }

    /** {@return the secret for which {@code ticket} stands, empty where it is none, or none any more} */
    Optional<String> secret(String ticket) {
        long now = clock.getAsLong();
        return Optional.ofNullable(byText.get(ticket)).filter(its -> now - its.since() < nanos).map(Ticket::secret);
    }

    /** {@return the time for which a ticket is good} */
    long nanos() {
        return nanos;
    }

    /** {@return the number of tickets in memory} */
    int size() {
        return count.get();
    }

    private void forgetOld(long now) {
        for (Ticket oldest = byAge.peek(); oldest != null && now - oldest.since() >= nanos; oldest = byAge.peek()) {
            forget(oldest);
        }
    }

    private void forget(Ticket oldest) {
        if (byAge.remove(oldest)) {
            count.decrementAndGet();
            byText.remove(oldest.text());
        }
    }
}
