package mles.dist.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mles.dist.Frames;
import mles.dist.Wire;

/** A member of one server that joins, and from a moment on publishes as fast as it can, until it is cut off. */
final class FloodMember extends CrowdMember {
    private static final String PADDING = "x".repeat(8 * 1024);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final InetSocketAddress server;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final List<String> sent = new ArrayList<>();

    FloodMember(String uid, String channel, InetSocketAddress server) {
        super(uid, channel);
        this.server = server;
    }

    void begin() {
        begun.countDown();
    }

    /** Does nothing: its server ends it. */
    @Override
    void hush() {
        // see isHushed
    }

    @Override
    boolean isHushed() {
        return isDone();
    }

    /** {@return the bytes that were handed to the connection, buffers of the system included} */
    long bytes() {
        return (long) sent.size() * PADDING.length();
    }

    /** As for any raw connection: each message once or not at all, in the order of the connection. */
    @Override
    void check(Order order, Counts counts) {
        counts.add("flood published", sent.size());
        counts.add("flood published, without a place", order.lacks(sent));
        order.checkOrder(this, sent);
    }

    @Override
    void run() {
        try (Wire wire = Wire.connect(server).patience(PATIENCE)) {
            wire.send(Frames.message(uid, channel, ""));
            wire.next();
            in();
            Thread.startVirtualThread(wire::untilEnd);
            begun.await();
            for (int i = 0; true; i++) {
                String text = uid + " " + i + " " + PADDING;
                sent.add(text);
                wire.send(Frames.message(uid, channel, text));
            }
        } catch (RuntimeException | InterruptedException e) {
            // cut off
        }
        done();
    }
}
