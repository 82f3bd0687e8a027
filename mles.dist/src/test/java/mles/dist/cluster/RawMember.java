package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import mles.dist.Frames;
import mles.dist.Wire;

/** A member by a raw connection, each time to another server. It never sends a message twice. */
final class RawMember extends CrowdMember {
    static final String MOST_OF_A_READER = "most connections of a raw reader";
    static final String MOST_OF_A_PUBLISHER = "most connections of a raw publisher";
    /** Longer than any outage: a member that only reads hears nothing for that time. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Supplier<InetSocketAddress> servers;
    private final long pauseNanos;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Visit> visits = new ArrayList<>();
    private final AtomicInteger publishers = new AtomicInteger();
    private volatile boolean quiet;

    /** One connection. */
    private static final class Visit {
        private final List<String> heard = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();
        private volatile boolean whole;
    }

    /** @param pauseNanos the time between two messages; 0 is a member that only listens */
    RawMember(String uid, String channel, Supplier<InetSocketAddress> servers, long pauseNanos) {
        super(uid, channel);
        this.servers = servers;
        this.pauseNanos = pauseNanos;
    }

    @Override
    void hush() {
        quiet = true;
    }

    @Override
    boolean isHushed() {
        return quiet && publishers.get() == 0;
    }

    /** Each connection heard the order from its beginning, without a gap; the last one to the end. */
    @Override
    void check(Order order, Counts counts) {
        for (Visit visit : visits) {
            counts.add("raw published", visit.sent.size());
            counts.add("raw published, without a place", order.lacks(visit.sent));
            counts.add("heard", visit.heard.size());
            counts.add("raw connections", 1);
            // what is under way as a connection breaks may be overtaken by what follows on the next one
            order.checkOrder(this, visit.sent);
            check(visit, order.texts());
        }
        counts.atLeast(pauseNanos == 0 ? MOST_OF_A_READER : MOST_OF_A_PUBLISHER, visits.size());
    }

    private void check(Visit visit, List<String> order) {
        Set<String> own = new HashSet<>(visit.sent);
        int at = 0;
        for (String heard : visit.heard) {
            while (at < order.size() && !order.get(at).equals(heard)) {
                assertTrue(own.contains(order.get(at)),
                        uid + " missed " + order.get(at) + " before " + heard + " on " + channel);
                at++;
            }
            assertTrue(at < order.size(), uid + " heard what is not there, or twice: " + heard);
            at++;
        }
        if (visit.whole) {
            for (String rest : order.subList(at, order.size())) {
                assertTrue(own.contains(rest), uid + " did not hear " + rest + " on " + channel);
            }
            assertTrue(order.containsAll(own), uid + " lost what it said");
        }
    }

    @Override
    void run() {
        while (!isDone()) {
            try (Wire wire = Wire.connect(servers.get())) {
                Visit visit = new Visit();
                visits.add(visit);
                talk(wire.patience(PATIENCE), visit);
                if (visit.whole) {
                    done();
                }
            } catch (RuntimeException | AssertionError | InterruptedException e) {
                // cut off: it comes again, as all clients should, not at once
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(500)));
            }
        }
    }

    /** Joins, publishes beside, and listens until the end of all, or of the connection. */
    private void talk(Wire wire, Visit visit) throws InterruptedException {
        wire.send(Frames.message(uid, channel, ""));
        publishers.incrementAndGet();
        Thread publisher = Thread.startVirtualThread(() -> publish(wire, visit));
        try {
            while (!visit.whole) {
                hear(wire.nextText(), visit);
            }
        } finally {
            publisher.interrupt();
            publisher.join();
        }
    }

    private void hear(String text, Visit visit) {
        if (text.equals(END)) {
            visit.whole = true;
        } else if (!text.isEmpty()) {
            // the same text comes to many members, and again with each history
            in();
            visit.heard.add(text.intern());
        }
    }

    private void publish(Wire wire, Visit visit) {
        try {
            while (pauseNanos > 0 && !quiet) {
                Thread.sleep(Duration.ofNanos(pauseNanos / 2 + ThreadLocalRandom.current().nextLong(pauseNanos)));
                String text = uid + " " + next.getAndIncrement();
                visit.sent.add(text);
                wire.send(Frames.message(uid, channel, text));
            }
        } catch (RuntimeException | InterruptedException e) {
            // the reader finds out
        } finally {
            publishers.decrementAndGet();
        }
    }
}
