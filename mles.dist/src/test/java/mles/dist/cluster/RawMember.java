package mles.dist.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mles.dist.Frames;
import mles.dist.Wire;

/**
 * A member of one channel that connects again whenever it is cut off, publishes numbered messages, and notes what it heard on
 * each connection. It never sends a message twice.
 */
final class RawMember {
    private final String uid;
    private final String channel;
    private final Supplier<InetSocketAddress> servers;
    private final long pauseNanos;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Visit> visits = new ArrayList<>();
    private volatile boolean quiet;
    private Thread thread = Thread.currentThread();

    /** One connection. */
    static final class Visit {
        private final List<String> heard = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();
        private volatile boolean whole;

        /** {@return the texts that came, in their order} */
        List<String> heard() {
            return heard;
        }

        /** {@return the texts that were sent} */
        List<String> sent() {
            return sent;
        }

        /** {@return whether it came to the end of all, so that everything sent is taken} */
        boolean isWhole() {
            return whole;
        }
    }

    /** @param pauseNanos the time between two messages; 0 is a member that only listens */
    RawMember(String uid, String channel, Supplier<InetSocketAddress> servers, long pauseNanos) {
        this.uid = uid;
        this.channel = channel;
        this.servers = servers;
        this.pauseNanos = pauseNanos;
    }

    void start() {
        thread = Thread.startVirtualThread(this::run);
    }

    /** Publishes no more. */
    void hush() {
        quiet = true;
    }

    List<Visit> join() throws InterruptedException {
        thread.join();
        return visits;
    }

    String channel() {
        return channel;
    }

    String uid() {
        return uid;
    }

    private void run() {
        Visit visit;
        do {
            visit = new Visit();
            visits.add(visit);
            try (Wire wire = Wire.connect(servers.get())) {
                talk(wire, visit);
            } catch (RuntimeException | AssertionError | InterruptedException e) {
                // cut off: it comes again, as all clients should, not at once
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(500)));
            }
        } while (!visit.whole);
    }

    /** Joins, publishes beside, and listens until the end of all, or of the connection. */
    private void talk(Wire wire, Visit visit) throws InterruptedException {
        wire.send(Frames.message(uid, channel, ""));
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

    private static void hear(String text, Visit visit) {
        if (text.equals("end")) {
            visit.whole = true;
        } else if (!text.isEmpty()) {
            visit.heard.add(text);
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
        }
    }
}
