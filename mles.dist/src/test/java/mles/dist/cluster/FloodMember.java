package mles.dist.cluster;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mles.dist.Frames;
import mles.dist.Wire;

/** A member of one server that joins, and from a moment on publishes as fast as it can, until it is cut off. */
final class FloodMember implements CrowdMember {
    private static final String PADDING = "x".repeat(8 * 1024);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String uid;
    private final String channel;
    private final InetSocketAddress server;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final List<String> sent = new ArrayList<>();
    private volatile boolean heard;
    private volatile boolean done;

    FloodMember(String uid, String channel, InetSocketAddress server) {
        this.uid = uid;
        this.channel = channel;
        this.server = server;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public String channel() {
        return channel;
    }

    @Override
    public void start() {
        Thread.startVirtualThread(this::run);
    }

    void begin() {
        begun.countDown();
    }

    @Override
    public boolean isIn() {
        return heard;
    }

    /** Does nothing: its server ends it. */
    @Override
    public void hush() {
        // see isHushed
    }

    @Override
    public boolean isHushed() {
        return done;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    /** {@return the bytes that were handed to the connection, buffers of the system included} */
    long bytes() {
        return (long) sent.size() * PADDING.length();
    }

    /** As for any raw connection: each message once or not at all, in the order of the connection. */
    @Override
    public void check(Order order, Counts counts) {
        counts.add("flood published", sent.size());
        counts.add("flood published, without a place", order.lacks(sent));
        order.checkOrder(this, sent);
    }

    @Override
    public String toString() {
        return uid + " on " + channel;
    }

    private void run() {
        try (Wire wire = Wire.connect(server).patience(PATIENCE)) {
            wire.send(Frames.message(uid, channel, ""));
            wire.next();
            heard = true;
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
        done = true;
    }
}
