package mles.dist;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mles.protocol.Frame;

/**
 * A member of one channel that connects again whenever it is cut off, publishes numbered messages, and notes what it heard on
 * each connection. It never sends a message twice.
 */
final class CrowdMember {
    private final String uid;
    private final String channel;
    private final Supplier<InetSocketAddress> servers;
    private final long pauseNanos;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Visit> visits = new ArrayList<>();
    private volatile boolean ending;
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

        /** {@return whether the server said that it took all of them} */
        boolean isWhole() {
            return whole;
        }
    }

    /** @param pauseNanos the time between two messages; 0 is a member that only listens */
    CrowdMember(String uid, String channel, Supplier<InetSocketAddress> servers, long pauseNanos) {
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

    /** Leaves in good order once everything that comes up to {@code last} was heard. */
    void end() {
        ending = true;
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
        while (!ending) {
            Visit visit = new Visit();
            visits.add(visit);
            try (Wire wire = Wire.connect(servers.get())) {
                wire.send(Frames.message(uid, channel, ""));
                Thread publisher = Thread.startVirtualThread(() -> publish(wire, visit));
                try {
                    while (true) {
                        Frame frame = wire.next();
                        String text = Frames.text(frame);
                        if (text.equals("end")) {
                            visit.whole = true;
                            break;
                        }
                        if (!text.isEmpty()) {
                            visit.heard.add(text);
                        }
                    }
                } finally {
                    publisher.interrupt();
                    publisher.join();
                }
                if (visit.whole) {
                    return;
                }
            } catch (RuntimeException | AssertionError | InterruptedException e) {
                // cut off: it comes again, as all clients should, not at once
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(500)));
            }
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
