package mles.redis.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.redis.RedisAddress;
import mles.redis.RedisServer;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySettings;
import mles.server.spi.RelaySink;
import mles.server.spi.Retention;

/**
 * A server of a cluster with one open channel. It follows it as servers do: takes what follows its last entry, asks again at a
 * gap, after a failure and when the engine is there again, and begins anew in another epoch.
 */
final class Follower implements RelaySink, RelayListener, AutoCloseable {
    private static final Retention KEEP = new Retention(100_000, 64 << 20, Duration.ZERO);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> entries = new ArrayList<>();
    private final List<Position> losses = new ArrayList<>();
    private final long origin;
    private final Relay relay;
    private final RelayChannel channel;
    private Position last = Position.START;
    private boolean live;
    private int resets;
    private int gaps;
    private long batches;

    Follower(String place, String name, long origin) throws IOException {
        this(place, name, origin, KEEP);
    }

    Follower(String place, String name, long origin, Retention keep) throws IOException {
        this(place, name, origin, keep, Duration.ZERO);
    }

    Follower(String place, String name, long origin, Retention keep, Duration absence) throws IOException {
        this.origin = origin;
        this.relay = new RedisRelay(RedisAddress.parse("redis://", place), new RelaySettings("", 1 << 16, keep),
                absence);
        relay.start(this);
        this.channel = relay.open(new ChannelName(name), this);
        tail();
    }

    /** Proposes a message until it is stored. */
    void say(String text) {
        say(RelayEntry.Kind.MESSAGES, text);
    }

    void say(RelayEntry.Kind kind, String text) {
        RelayEntry entry = next(kind, text);
        while (!propose(entry).isEmpty()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /**
     * Proposes an entry once.
     *
     * @return why it may not be stored, empty when it is
     */
    String propose(RelayEntry entry) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        channel.propose(entry, new Ack() {
            @Override
            public void stored() {
                answer.complete("");
            }

            @Override
            public void failed(Exception cause) {
                answer.complete(String.valueOf(cause.getMessage()));
            }
        });
        return answer.join();
    }

    /** {@return an entry that holds no real frame, with the next number} */
    RelayEntry next(RelayEntry.Kind kind, String text) {
        return new RelayEntry(kind, origin, ++batches, Frame.of(text), 1);
    }

    /** Waits until all these texts have come, in this order and no others. */
    Follower await(List<String> texts) {
        RedisServer.await(texts + ", is " + entries(), () -> entries().equals(texts) && isLive());
        return this;
    }

    Follower awaitLive() {
        RedisServer.await("live", this::isLive);
        return this;
    }

    /** Asks for what is behind the last entry. */
    void tail() {
        Position from;
        synchronized (this) {
            live = false;
            from = last;
        }
        channel.tail(from);
    }

    @Override
    public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
        synchronized (this) {
            if (last.covers(at)) {
                return true;
            }
            boolean isStart = before.number() == 0 && last.number() == 0;
            if (before.equals(last) || isStart) {
                reset(at.epoch());
                last = at;
                entries.add(Frame.text(entry));
                return true;
            }
            gaps++;
        }
        tail();
        return false;
    }

    @Override
    public synchronized void live(Position newest) {
        reset(newest.epoch());
        last = newest;
        live = true;
    }

    @Override
    public synchronized void lost(Position before) {
        losses.add(before);
        last = before;
    }

    @Override
    public void failed(String why) {
        Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(PAUSE_NANOS);
            tail();
        });
    }

    @Override
    public void up() {
        told.add("up");
        tail();
    }

    @Override
    public void down(String why) {
        told.add("down: " + why);
    }

    List<String> told() {
        return told;
    }

    synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    synchronized List<Position> losses() {
        return List.copyOf(losses);
    }

    synchronized Position last() {
        return last;
    }

    synchronized boolean isLive() {
        return live;
    }

    synchronized int resets() {
        return resets;
    }

    synchronized int gaps() {
        return gaps;
    }

    @Override
    public void close() {
        channel.close();
        relay.close();
    }

    private void reset(long epoch) {
        if (last.number() > 0 && epoch != last.epoch()) {
            resets++;
            entries.clear();
            last = Position.START;
        }
    }

    /** Frames of one text each. */
    private static final class Frame {
        private static ByteBuffer of(String text) {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(Header.SIZE + payload.length);
            new Header(payload.length, new ConnectionId(1), 1).write(frame);
            return frame.put(payload).flip().asReadOnlyBuffer();
        }

        private static String text(RelayEntry entry) {
            ByteBuffer frame = entry.frames().duplicate();
            return StandardCharsets.UTF_8.decode(frame.position(frame.position() + Header.SIZE))
                    .toString();
        }
    }
}
