package mles.server.cluster;

import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mles.protocol.ChannelName;
import mles.server.channel.SequencedChannel;
import mles.server.channel.Sequencer;
import mles.server.channel.SequencerFactory;
import mles.server.delivery.LoopContext;
import mles.server.memory.MemoryBudget;
import mles.server.metrics.Histogram;
import mles.server.spi.Relay;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;
import mles.server.spi.ServerEvents;

/** The engine that orders the channels of many servers, and the sessions of this server in it. Thread-safe. */
public final class Cluster implements SequencerFactory, RelayListener {
    /** In the order in which they were opened, so that a simulation repeats itself. */
    private final Set<ClusterSession> sessions = Collections.synchronizedSet(new LinkedHashSet<>());
    private final AtomicLong batches = new AtomicLong();
    private final AtomicInteger late = new AtomicInteger();
    private final Histogram roundTrips = new Histogram();
    private final long origin;
    private final Relay relay;
    private final long timeoutNanos;
    private final ServerEvents events;
    private final ByteBufAllocator allocator;
    private final MemoryBudget budget;
    private final InstantSource clock;
    private boolean connected = true;
    private boolean up = true;

    /**
     * @param relay     the engine
     * @param timeout   the longest time that a frame waits for its place
     * @param events    told of an engine that goes and comes
     * @param allocator of memory for what waits
     * @param budget    counts what waits and arrives
     */
    public Cluster(Relay relay, Duration timeout, ServerEvents events, ByteBufAllocator allocator,
            MemoryBudget budget) {
        this(relay, timeout, events, allocator, budget, InstantSource.system(), new SecureRandom().nextLong());
    }

    /** @param origin tells the entries of this server from those of others */
    public Cluster(Relay relay, Duration timeout, ServerEvents events, ByteBufAllocator allocator,
            MemoryBudget budget, InstantSource clock, long origin) {
        this.relay = relay;
        this.timeoutNanos = timeout.toNanos();
        this.events = events;
        this.allocator = allocator;
        this.budget = budget;
        this.clock = clock;
        this.origin = origin;
    }

    /**
     * Connects to the engine. Thread: not an event loop.
     *
     * @throws IOException when it cannot be used; the message is one line
     */
    public void start() throws IOException {
        relay.start(this);
    }

    /** Lets go of the engine; all channels were closed before. */
    public void close() {
        relay.close();
    }

    @Override
    public Sequencer open(SequencedChannel channel, LoopContext home) {
        return new ClusterSession(this, channel, home);
    }

    /** {@return whether the engine works, as far as can be seen} */
    public synchronized boolean isUp() {
        return up;
    }

    /** {@return the times from a publish to its place} */
    public Histogram roundTrips() {
        return roundTrips;
    }

    @Override
    public void up() {
        connected(true, "");
        List.copyOf(sessions).forEach(ClusterSession::reconnect);
    }

    @Override
    public void down(String why) {
        connected(false, why);
    }

    Relay relay() {
        return relay;
    }

    long origin() {
        return origin;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    MemoryBudget budget() {
        return budget;
    }

    long millis() {
        return clock.millis();
    }

    /** {@return an empty batch with a number of its own} */
    Batch newBatch(RelayEntry.Kind kind, long since) {
        return new Batch(kind, batches.incrementAndGet(), since, allocator);
    }

    void add(ClusterSession session) {
        sessions.add(session);
    }

    void remove(ClusterSession session) {
        sessions.remove(session);
    }

    void roundTrip(long nanos) {
        roundTrips.add(nanos);
    }

    /** A channel waits for the engine for too long, or not any more. */
    void late(boolean now) {
        late.addAndGet(now ? 1 : -1);
        tell("no answer in time");
    }

    /** The engine has lost its data, and begins anew with a channel. */
    void reset(ChannelName channel) {
        events.clusterReset(channel);
    }

    /** The engine has not kept what a channel had not taken yet. */
    void lost(ChannelName channel) {
        events.clusterLost(channel);
    }

    private synchronized void connected(boolean now, String why) {
        connected = now;
        tell(why);
    }

    private synchronized void tell(String why) {
        boolean now = connected && late.get() == 0;
        if (now == up) {
            return;
        }
        up = now;
        if (now) {
            events.clusterUp();
        } else {
            events.clusterDown(why);
        }
    }
}
