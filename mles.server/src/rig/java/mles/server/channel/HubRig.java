package mles.server.channel;

import mles.server.spi.Relay;
import mles.server.cluster.Cluster;
import java.util.function.Function;
import java.time.InstantSource;
import java.time.Instant;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.delivery.BrowserFormat;
import mles.server.delivery.ManualLoop;
import mles.server.delivery.ManualLoops;
import mles.server.delivery.NumberedFormat;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.CountingAllocator;
import mles.server.log.TestFrames;
import mles.server.memory.MemoryBudget;
import mles.server.reclaim.MemoryReclaimers;
import mles.server.spi.HistorySync;
import mles.server.spi.MemberInfo;
import mles.server.spi.MemoryStep;
import mles.server.spi.Retention;
import mles.server.spi.ServerEvents;
import mles.server.store.FakeStore;
import mles.server.store.StoreThreads;
import mles.server.transport.AddressRateLimiter;
import mles.server.transport.JoinOptions;
import mles.server.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/** Hubs on hand-driven loops, with members to order. Events are noted as short words. */
public final class HubRig implements ServerEvents {
    public static final long STALL = 2_000_000_000L;
    public static final long MEMORY_STEP = 5 * STALL;
    /** More than any test takes that does not want to run out of it. */
    public static final long HEAP = 1 << 30;
    public static final MembershipOptions MEMBER = new MembershipOptions(true, new AddressRateLimiter(0));

    public final CountingAllocator allocator = new CountingAllocator();
    public final TestFrames frames = new TestFrames();
    public final List<String> events = new ArrayList<>();
    public final ManualLoops loops;
    public final MemoryBudget budget;
    public final Hubs hubs;
    public final HubControl control;
    public final JoinFlow joinFlow;
    private final @Nullable FakeStore store;
    private final @Nullable Cluster cluster;
    private Consumer<MemberInfo> whenJoined = info -> {
    };
    private int cids;

    public HubRig(int loopCount, long memory, HubLimits limits) {
        this(loopCount, memory, limits, null);
    }

    public HubRig(int loopCount, long memory, HubLimits limits, @Nullable Upstream upstream) {
        this(loopCount, new MemoryBudget(memory), limits, upstream, null, null, null);
    }

    /** Hubs of a cluster, whose messages wait for their place for as long as {@code patience}. */
    public HubRig(int loopCount, HubLimits limits, Relay relay, Duration patience, long origin) {
        this(loopCount, new MemoryBudget(1L << 30), limits, null, null, null,
                rig -> new Cluster(relay, patience, rig, rig.allocator, rig.budget, InstantSource.fixed(Instant.EPOCH), origin));
    }

    /** Hubs with a store, whose threads run in {@link #settle}. */
    public HubRig(int loopCount, HubLimits limits, FakeStore store, HistorySync sync) {
        this(loopCount, new MemoryBudget(1L << 30), limits, null, store, sync, null);
    }

    private HubRig(int loopCount, MemoryBudget budget, HubLimits limits, @Nullable Upstream upstream,
            @Nullable FakeStore store, @Nullable HistorySync sync, @Nullable Function<HubRig, Cluster> clusters) {
        this.loops = new ManualLoops(loopCount);
        this.budget = budget;
        this.store = store;
        HistoryWriterFactory history = store == null || sync == null
                ? null
                : new StoreThreads(store, sync, STALL, this, budget, List.of(store));
        this.cluster = clusters == null ? null : clusters.apply(this);
        this.hubs = new Hubs(loops, new HubContext(allocator, budget, limits, name -> limits, this, history, cluster, upstream,
                new MemoryReclaimers(), this::millis));
        this.control = new HubControl(hubs);
        this.joinFlow = new JoinFlow(hubs);
    }

    public HubRig(int loopCount, HubLimits limits) {
        this(loopCount, 1L << 30, limits);
    }

    /** {@return limits with this window and history, and nothing else to run into} */
    public static HubLimits limits(int historyFrames, long window) {
        return new HubLimits(new Retention(historyFrames, 1 << 24, Duration.ZERO), new SlowReaderPolicy(window, STALL), 100, 0, HEAP, 100, MEMORY_STEP);
    }

    /** {@return the same with so many bytes of the heap} */
    public static HubLimits withHeap(long heap) {
        return new HubLimits(new Retention(10, 1 << 24, Duration.ZERO), new SlowReaderPolicy(1 << 20, STALL), 100, 0, heap, 100, MEMORY_STEP);
    }

    /** {@return a member of {@code channel} on loop {@code index} that came with an empty join, and may be refused} */
    public FakeMember join(String channel, int index) {
        return join(channel, index, cids++, frames.emptyJoin());
    }

    /** {@return a browser in {@code channel} on loop {@code index} that came with an empty join} */
    public FakeMember joinBrowser(String channel, int index) {
        return join(channel, new FakeMember(loops, loops.get(index), BrowserFormat.INSTANCE), cids++,
                frames.emptyJoin());
    }

    /** The same, and the loops have not run yet. */
    public FakeMember joinBrowserSoon(String channel, int index) {
        FakeMember member = new FakeMember(loops, loops.get(index), BrowserFormat.INSTANCE);
        joinSoon(channel, member, cids++, frames.emptyJoin());
        return member;
    }

    /** {@return a browser that came with {@code item} as a resync} */
    public FakeMember resyncBrowser(String channel, int index, byte[] item) {
        FakeMember member = new FakeMember(loops, loops.get(index), BrowserFormat.INSTANCE);
        joinSoon(channel, member, cids++, new JoinPayload(TestFrames.buffer(item), 1, true));
        loops.runAll();
        return member;
    }

    /** {@return a member that came from the accept loop with an empty join} */
    public FakeMember joinFromLobby(String channel) {
        return join(channel, new FakeMember(loops, loops.acceptLoop()), cids++, frames.emptyJoin());
    }

    public FakeMember join(String channel, int index, int cid, byte[] payload) {
        return join(channel, new FakeMember(loops, loops.get(index)), cid, payload);
    }

    private FakeMember join(String channel, FakeMember member, int cid, byte[] payload) {
        joinSoon(channel, member, cid, payload);
        loops.runAll();
        return member;
    }

    /** A member on loop 0 that comes with a resync. */
    public FakeMember joinWith(String channel, int cid, byte[]... items) {
        FakeMember member = new FakeMember(loops, loops.get(0));
        joinSoon(channel, member, cid, new JoinPayload(TestFrames.buffer(items), items.length, true));
        loops.runAll();
        return member;
    }

    /** {@return a member that knows numbers, in {@code channel} on loop {@code index}} */
    public FakeMember joinNumbered(String channel, int index, int cid, byte[] first, JoinOptions options) {
        FakeMember member = new FakeMember(loops, loops.get(index), NumberedFormat.INSTANCE);
        joinSoon(channel, member, cid, new JoinPayload(TestFrames.buffer(first), 1, false, options));
        loops.runAll();
        return member;
    }

    /** {@return the same, of an id that no other has} */
    public FakeMember joinNumbered(String channel, int index, JoinOptions options) {
        return joinNumbered(channel, index, cids++, frames.emptyJoin(), options);
    }

    /** {@return the time of messages} */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(loops.ticker().nanoTime());
    }

    private void joinSoon(String channel, FakeMember member, int cid, byte[] payload) {
        joinSoon(channel, member, cid, new JoinPayload(TestFrames.buffer(payload), 1, false));
    }

    private void joinSoon(String channel, FakeMember member, int cid, JoinPayload payload) {
        joinSoon(new MemberInfo("m" + cid, new ChannelName(channel), new ConnectionId(cid),
                InetSocketAddress.createUnresolved("member", 1)), member, payload);
    }

    /** Sends a member on its way to its channel; the loops have not run yet. */
    public void joinSoon(MemberInfo info, FakeMember member, JoinPayload payload) {
        loops.on(member.loop(), () -> member.joined(joinFlow.join(info, member, payload, HubRig.MEMBER)));
    }

    /** {@return the cluster that it is in} */
    public Cluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    /** {@return a channel at home on loop {@code index}, another one for each {@code which}} */
    public String channelAt(int index, int which) {
        int found = 0;
        for (int i = 0;; i++) {
            if (hubs.homeOf(new ChannelName("c" + i)).is(loops.get(index)) && found++ == which) {
                return "c" + i;
            }
        }
    }

    /** Says what else is done when a member joins, at once. */
    public void onJoined(Consumer<MemberInfo> more) {
        whenJoined = more;
    }

    /** {@return the home loop of a channel} */
    public ManualLoop home(String channel) {
        HubLoop home = hubs.homeOf(new ChannelName(channel));
        for (ManualLoop loop : loops) {
            if (home.is(loop)) {
                return loop;
            }
        }
        throw new IllegalStateException("a home that is none of the loops");
    }

    /** Asks the cluster to close a member of an open channel; {@code done} gets whether all servers are told. */
    public void evict(String channel, ConnectionId cid, Consumer<Boolean> done) {
        loops.on(home(channel), () -> hub(channel).sequencer().evict(cid, done));
    }

    public Hub hub(String channel) {
        ChannelName name = new ChannelName(channel);
        return Objects.requireNonNull(hubs.homeOf(name).find(name));
    }

    public boolean has(String channel) {
        ChannelName name = new ChannelName(channel);
        return hubs.homeOf(name).find(name) != null;
    }

    /** Publishes and lets the loops do what there is to do at once. */
    public void publish(FakeMember member, byte[]... batch) {
        ByteBuf in = TestFrames.buffer(batch);
        member.publish(in, batch.length);
        in.release();
        loops.runAll();
    }

    /** Publishes one frame, asks for an answer, and lets the loops do what there is to do at once. */
    public void ask(FakeMember member, byte[] frame, long tag) {
        ByteBuf in = TestFrames.buffer(frame);
        member.ask(in, tag);
        in.release();
        loops.runAll();
    }

    /** Lets loops and store threads do what there is to do at once. */
    public void settle() {
        do {
            loops.runAll();
        } while (store != null && store.runOne());
    }

    public void leave(FakeMember member) {
        member.leave();
        loops.runAll();
    }

    /** Ends all channels, after which everything is given back. */
    public void close() {
        loops.ask(control::close);
        settle();
        assertEquals(0, budget.used());
        assertEquals(0, hubs.context().heap().used());
        assertEquals(0, allocator.used());
    }

    /** Lets time go by in steps of a tenth of a second. */
    public void pass(long nanos) {
        loops.runFor(nanos, STALL / 20);
    }

    /** Lets time go by in which no loop turns. */
    public void standStill(long nanos) {
        loops.advance(nanos);
        loops.runAll();
    }

    @Override
    public void joined(MemberInfo member) {
        events.add("joined " + member.uid());
        whenJoined.accept(member);
    }

    @Override
    public void closed(MemberInfo member, CloseReason reason) {
        events.add("closed " + member.uid() + " " + reason);
    }

    @Override
    public void refused(InetSocketAddress remote, CloseReason reason) {
        events.add("refused " + reason);
    }

    @Override
    public void parked(MemberInfo member) {
        events.add("parked " + member.uid());
    }

    @Override
    public void publishersPaused(ChannelName channel, boolean paused) {
        events.add(paused ? "paused" : "resumed");
    }

    @Override
    public void storeLoadFailed(ChannelName channel, String why) {
        events.add("load failed: " + why);
    }

    @Override
    public void storeFailed(ChannelName channel, String why) {
        events.add("store failed: " + why);
    }

    @Override
    public void storeRecovered(ChannelName channel) {
        events.add("store recovered");
    }

    @Override
    public void storeLost(ChannelName channel, long lost) {
        events.add("store lost " + lost);
    }

    @Override
    public void memoryStep(MemoryStep step) {
        events.add(step.word());
    }

    @Override
    public void clusterUp() {
        events.add("cluster up");
    }

    @Override
    public void clusterDown(String why) {
        events.add("cluster down: " + why);
    }

    @Override
    public void clusterReset(ChannelName channel) {
        events.add("cluster reset");
    }

    @Override
    public void clusterLost(ChannelName channel) {
        events.add("cluster lost");
    }
}
