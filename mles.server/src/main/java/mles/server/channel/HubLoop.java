package mles.server.channel;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import mles.protocol.ChannelName;
import mles.server.delivery.Cursor;
import mles.server.delivery.FlushQueue;
import mles.server.delivery.ReaderGroup;
import mles.server.memory.MemoryBudget;
import mles.server.metrics.Counter;
import mles.server.metrics.LoopCounters;
import mles.server.transport.LoopClock;
import mles.server.upstream.LinkLoop;
import org.jspecify.annotations.Nullable;

/**
 * The hubs at home on one event loop, and the groups of any hub that have members on it. Thread: that loop, unless a method
 * says otherwise.
 */
public final class HubLoop implements LinkLoop {
    private final EventLoop loop;
    private final HubContext context;
    private final FlushQueue flushQueue;
    private final LongSupplier clock;
    private final LoopClock turning;
    private final LoopCounters counters = new LoopCounters();
    private final Map<String, LoopCounters> countersOfKinds = new ConcurrentHashMap<>();
    private final Map<ChannelName, Hub> home = new HashMap<>();
    /** Oldest first. */
    private final Set<Hub> memberless = new LinkedHashSet<>();
    /** Those whose store has not let go of them. */
    private final Map<ChannelName, Hub> leaving = new HashMap<>(0);
    private final Set<ReaderGroup> groups = new HashSet<>();
    private final MemoryPressure memoryPressure;
    private boolean draining;
    private boolean closed;

    HubLoop(EventLoop loop, HubContext context) {
        this.loop = loop;
        this.context = context;
        this.flushQueue = new FlushQueue(loop);
        this.clock = loop.ticker()::nanoTime;
        this.turning = new LoopClock(clock);
        this.turning.tick(loop);
        this.memoryPressure = context.memoryPressure(this);
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public void runOnLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    @Override
    public void post(Runnable task) {
        loop.execute(task);
    }

    void repeat(Runnable task, long nanos) {
        loop.scheduleAtFixedRate(task, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    boolean is(EventLoop candidate) {
        return loop.equals(candidate);
    }

    @Override
    public void schedule(Runnable task, long nanos) {
        turning.after(loop, nanos, task);
    }

    @Override
    public long nanoTime() {
        return turning.nanoTime();
    }

    @Override
    public LongSupplier clock() {
        return clock;
    }

    @Override
    public MemoryBudget budget() {
        return context.budget();
    }

    /** {@return the context that all hubs share} */
    public HubContext context() {
        return context;
    }

    @Override
    public FlushQueue flushQueue() {
        return flushQueue;
    }

    MemoryPressure memoryPressure() {
        return memoryPressure;
    }

    @Override
    public LoopCounters counters() {
        return counters;
    }

    /** {@return the counters for members of that kind only} */
    LoopCounters counters(String kind) {
        return countersOfKinds.computeIfAbsent(kind, first -> new LoopCounters());
    }

    /** {@return a count of members of that kind only, as of a moment ago} Thread: any. */
    long count(Counter counter, String kind) {
        LoopCounters ofKind = countersOfKinds.get(kind);
        return ofKind == null ? 0 : ofKind.get(counter);
    }

    /** {@return a count over all members, as of a moment ago} Thread: any. */
    long count(Counter counter) {
        return counters.get(counter) + countersOfKinds.values().stream().mapToLong(each -> each.get(counter)).sum();
    }

    /** {@return whether no channel is opened any more} */
    boolean isClosed() {
        return closed;
    }

    /** {@return the hub of that name, a new one where there is none, or null where there is no room for one} */
    @Nullable
    Hub open(ChannelName name) {
        assert isCurrent();
        Hub hub = home.get(name);
        if (hub != null) {
            memberless.remove(hub);
            return hub;
        }
        if (!context.quota().tryAcquire()) {
            Iterator<Hub> oldest = memberless.iterator();
            if (!oldest.hasNext()) {
                return null;
            }
            drop(oldest.next());
            if (!context.quota().tryAcquire()) {
                return null;
            }
        }
        Hub opened = new Hub(name, this, context, context.limits(name));
        home.put(name, opened);
        context.heap().take(HeapCost.of(name));
        opened.historyWriter().load(!leaving.containsKey(name));
        counters.add(Counter.CHANNELS_OPENED, 1);
        return opened;
    }

    @Nullable
    Hub find(ChannelName name) {
        return home.get(name);
    }

    public Collection<Hub> all() {
        return home.values();
    }

    /** {@return the channels here that have no members, oldest first} */
    public List<Hub> memberlessHubs() {
        return List.copyOf(memberless);
    }

    /** {@return the readers of channels, at home anywhere, that have members here} */
    public Set<ReaderGroup> groups() {
        return groups;
    }

    /** The last member of {@code hub} has left, or its history was cleared. */
    void onMemberless(Hub hub) {
        if (hub.isClosed()) {
            return;
        }
        if (hub.isDisposable()) {
            drop(hub);
        } else {
            memberless.add(hub);
        }
    }

    /** {@code hub} has its first member. That one may have waited while an earlier one came and left. */
    void onOccupied(Hub hub) {
        memberless.remove(hub);
    }

    /** Drops the channels that had no members for longer than they are kept, and have nothing left to send. */
    void dropIdle() {
        long now = nanoTime();
        long kept = context.limits().idleNanos();
        new ArrayList<>(memberless).stream().takeWhile(hub -> now - hub.memberlessSince() >= kept)
                .filter(hub -> hub.upstream().isResting() && !hub.historyWriter().isBehind()).forEach(this::drop);
    }

    @Override
    public void opened(ReaderGroup group) {
        groups.add(group);
        memoryPressure.opened(group);
        if (draining) {
            group.pause(Cursor.Pause.DRAIN, true);
        }
    }

    /** Reads nothing more from members, those to come included, and gives stores that fail a last chance. */
    void stopReading() {
        draining = true;
        groups.forEach(group -> group.pause(Cursor.Pause.DRAIN, true));
        pauseLinks(Cursor.Pause.DRAIN, true);
        home.values().forEach(hub -> hub.historyWriter().hurry());
    }

    /** Reads from the upstream server for the channels at home here, or not. */
    public void pauseLinks(Cursor.Pause reason, boolean paused) {
        home.values().forEach(hub -> hub.upstream().pause(reason, paused));
    }

    @Override
    public void closed(ReaderGroup group) {
        groups.remove(group);
    }

    /** {@return whether the readers of the channels at home here know all there is} */
    boolean hasToldAll() {
        return home.values().stream().allMatch(Hub::hasToldAll);
    }

    /** {@return whether the readers on this loop have delivered everything announced to them} */
    boolean isIdle() {
        return groups.stream().allMatch(ReaderGroup::isIdle)
                && home.values().stream()
                        .allMatch(hub -> !hub.isOpening() && !hub.historyWriter().isBusy() && hub.upstream().isIdle());
    }

    /** Lets go of all channels, and opens no more. */
    void dropAll() {
        closed = true;
        List.copyOf(home.values()).forEach(this::drop);
    }

    /** Lets go of a channel and its history; it has no members. */
    public void drop(Hub hub) {
        assert isCurrent();
        memberless.remove(hub);
        home.remove(hub.name());
        if (hub.historyWriter().hasBegun()) {
            leaving.put(hub.name(), hub);
        }
        hub.close(() -> left(hub));
        context.quota().release();
        context.heap().give(HeapCost.of(hub.name()));
        counters.add(Counter.CHANNELS_CLOSED, 1);
    }

    private void left(Hub hub) {
        leaving.remove(hub.name());
        Hub next = home.get(hub.name());
        if (next != null) {
            next.historyWriter().read();
        }
    }
}
