package mles.redis.cluster;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** A channel as a stream in Redis. */
final class RedisChannel implements RelayChannel {
    private static final String CLOSED = "the engine is closed";

    private final Engine engine;
    private final ChannelName name;
    private final RelaySink sink;
    /** Held while the sink is called. */
    private final ReentrantLock delivery = new ReentrantLock();
    private volatile @Nullable Tail current;
    private volatile boolean closed;
    private volatile long epoch;
    private volatile @Nullable Given newest;

    /**
     * The entry that was given last.
     *
     * @param at   its position
     * @param head its origin and batch tell it from another one that got the same number
     */
    private record Given(Position at, EntryHead head) {
    }

    RedisChannel(Engine engine, ChannelName name, RelaySink sink) {
        this.engine = engine;
        this.name = name;
        this.sink = sink;
    }

    @Override
    public void propose(RelayEntry entry, Ack answer) {
        engine.proposer().add(new Proposal(name, epoch, entry, answer));
    }

    @Override
    public void tail(Position from) {
        Tail next = new Tail(this, from);
        current = next;
        try {
            engine.readers().execute(next::run);
        } catch (RejectedExecutionException e) {
            next.fail(CLOSED);
        }
    }

    @Override
    public void close() {
        closed = true;
        current = null;
        try {
            engine.readers().execute(() -> engine.live().remove(this));
        } catch (RejectedExecutionException e) {
            // The connection ends with the engine.
        }
    }

    /** Ends the current tail, which may have missed something. */
    void fail(String why) {
        Tail tail = current;
        if (tail != null) {
            tail.fail(why);
        }
    }

    /** Takes a live entry. Thread: that of live entries. */
    void arrived(LiveEntry live) {
        Tail tail = current;
        if (tail != null) {
            tail.arrived(live);
        }
    }

    ChannelName name() {
        return name;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isCurrent(Tail tail) {
        return current == tail;
    }

    void ended(Tail tail) {
        if (current == tail) {
            current = null;
        }
    }

    RelaySink sink() {
        return sink;
    }

    ReentrantLock delivery() {
        return delivery;
    }

    /** Has live entries come. Waits for that. */
    void listen() throws IOException {
        engine.live().add(this);
    }

    Page read(long inEpoch, String from) throws IOException {
        Page page = engine.read(name, inEpoch, from);
        epoch = page.epoch();
        engine.saw(page.newest());
        return page;
    }

    /** The engine has lost its end: numbers of this epoch may stand for other entries. */
    void renew(long seen) throws IOException {
        engine.renew(name, seen);
    }

    void gave(Position at, EntryHead head) {
        newest = new Given(at, head);
    }

    /** {@return the head of the entry that was given last, when it is the one at {@code position}} */
    @Nullable
    EntryHead givenAt(Position position) {
        Given given = newest;
        return given != null && given.at().equals(position) ? given.head() : null;
    }
}
