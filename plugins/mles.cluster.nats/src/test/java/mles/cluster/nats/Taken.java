package mles.cluster.nats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;

/** A channel as a server follows it: takes what follows its last position, and asks for another tail at a gap. */
final class Taken implements RelaySink, AutoCloseable {
    private final RelayChannel channel;
    private final List<String> entries = new ArrayList<>();
    private final List<Position> positions = new ArrayList<>();
    private final List<Position> losses = new ArrayList<>();
    private Position last = Position.START;
    private boolean isLive;
    private int gaps;
    private String failure = "";

    Taken(Relay relay, String name) {
        this(sink -> relay.open(new ChannelName(name), sink));
    }

    Taken(Function<RelaySink, RelayChannel> open) {
        channel = open.apply(this);
    }

    /** Tails from the last position. */
    Taken tail() {
        Position from;
        synchronized (this) {
            isLive = false;
            failure = "";
            from = last;
        }
        channel.tail(from);
        return this;
    }

    Taken tail(Position from) {
        synchronized (this) {
            last = from;
        }
        return tail();
    }

    @Override
    public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
        synchronized (this) {
            if (at.epoch() == last.epoch() && at.number() <= last.number()) {
                return true;
            }
            if (before.equals(last)) {
                last = at;
                positions.add(at);
                entries.add(text(entry));
                notifyAll();
                return true;
            }
            gaps++;
        }
        tail();
        return false;
    }

    @Override
    public synchronized void live(Position now) {
        isLive = true;
        if (last.epoch() != now.epoch()) {
            last = now;
        }
    }

    @Override
    public synchronized void lost(Position before) {
        losses.add(before);
        last = before;
    }

    @Override
    public synchronized void failed(String why) {
        failure = why;
    }

    RelayChannel channel() {
        return channel;
    }

    synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    synchronized List<Position> positions() {
        return List.copyOf(positions);
    }

    synchronized List<Position> losses() {
        return List.copyOf(losses);
    }

    synchronized Position last() {
        return last;
    }

    synchronized boolean isLive() {
        return isLive;
    }

    synchronized String failure() {
        return failure;
    }

    synchronized int gaps() {
        return gaps;
    }

    Taken awaitLive() {
        Await.until("live", this::isLive);
        return this;
    }

    /** Tails until that brings everything: an engine that has just started may fail some of them. */
    Taken tailUntilLive() {
        do {
            tail();
            Await.until("an answer", () -> isLive() || !failure().isEmpty());
        } while (!isLive());
        return this;
    }

    /**
     * Proposes an entry once.
     *
     * @return whether it is stored
     */
    boolean propose(RelayEntry entry) {
        CountDownLatch answered = new CountDownLatch(1);
        boolean[] stored = {false};
        channel.propose(entry, new Ack() {
            @Override
            public void stored() {
                stored[0] = true;
                answered.countDown();
            }

            @Override
            public void failed(Exception cause) {
                answered.countDown();
            }
        });
        try {
            answered.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return stored[0];
    }

    boolean propose(RelayEntry.Kind kind, long origin, long batch, String text) {
        return propose(new RelayEntry(kind, origin, batch,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 1));
    }

    @Override
    public void close() {
        channel.close();
    }

    private static String text(RelayEntry entry) {
        return entry.kind() == RelayEntry.Kind.CLEAR
                ? "clear"
                : StandardCharsets.UTF_8.decode(entry.frames().duplicate()).toString();
    }
}
