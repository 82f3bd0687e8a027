package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.spi.ConnectionKind;
import mles.server.spi.MemberInfo;
import mles.server.spi.MemoryStep;
import mles.server.spi.ServerEvents;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.server.transport.EnumCounters;
import org.jspecify.annotations.Nullable;

/** All channels of a server, each at home on one of the event loops for ever. Thread-safe. */
public final class Hubs {
    private static final long CENSUS_SECONDS = 5;
    private static final long MOST_BETWEEN_CLOSES = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<HubLoop> loops = new ArrayList<>();
    private final Set<ChannelName> crowded = ConcurrentHashMap.newKeySet();
    private final AtomicInteger channels = new AtomicInteger();
    private final AtomicInteger placed = new AtomicInteger();
    private final ByteBufAllocator allocator;
    private final MemoryBudget budget;
    private final MemoryBudget heap;
    private final HubLimits limits;
    private final Function<ChannelName, HubLimits> ofChannel;
    private final ServerEvents events;
    private final @Nullable UpstreamConfig upstreamConfig;
    private final @Nullable StoreThreads storeThreads;
    private final EnumCounters<MemoryStep> memorySteps = new EnumCounters<>(MemoryStep.class);

    /**
     * @param executors the event loops, all of them
     * @param limits    those of the server as a whole
     * @param ofChannel those of each channel
     * @param upstreamConfig   to the upstream server, if there is one
     * @param storeThreads  where history survives, if it does
     */
    public Hubs(Iterable<? extends EventExecutor> executors, ByteBufAllocator allocator, MemoryBudget budget,
            HubLimits limits, Function<ChannelName, HubLimits> ofChannel, ServerEvents events,
            @Nullable UpstreamConfig upstreamConfig, @Nullable StoreThreads storeThreads) {
        this.ofChannel = ofChannel;
        this.upstreamConfig = upstreamConfig;
        this.storeThreads = storeThreads;
        this.allocator = allocator;
        this.budget = budget;
        this.limits = limits;
        this.heap = new MemoryBudget(limits.heapBytes());
        this.events = events;
        executors.forEach(executor -> loops.add(new HubLoop((EventLoop) executor, this)));
        budget.onChange(() -> loops.forEach(loop -> loop.post(loop.reclaimer()::run)));
        heap.onChange(() -> loops.forEach(loop -> loop.post(loop.reclaimer()::freeHeap)));
        if (limits.idleNanos() > 0) {
            long every = Math.max(TimeUnit.MILLISECONDS.toNanos(100), limits.idleNanos() / 4);
            loops.forEach(loop -> loop.repeat(loop::dropIdle, every));
        }
    }

    /**
     * Sends a member to its channel. On the loop of the member.
     *
     * @param payload taken over
     */
    Membership join(MemberInfo info, Member member, JoinPayload payload, MembershipOptions options) {
        HubLoop home = homeOf(info.channel());
        HubLoop place = placeOf(member, info.channel());
        HubMembership membership = new HubMembership(info, member, place, home, budget, options);
        Runnable join = () -> {
            try {
                join(home, membership, payload);
            } finally {
                payload.bytes().release();
            }
        };
        bring(member, place, () -> home.runOnLoop(join));
        return membership;
    }

    /** {@return the loop for a member of {@code channel}: its own, unless it is in the accept loop} */
    HubLoop placeOf(Member member, ChannelName channel) {
        for (HubLoop loop : loops) {
            if (loop.is(member.loop())) {
                return loop;
            }
        }
        return crowded.contains(channel)
                ? loops.get(Math.floorMod(placed.getAndIncrement(), loops.size()))
                : homeOf(channel);
    }

    /** {@code then} runs at {@code place}, where the member lives from then on. On the loop of the member. */
    static void bring(Member member, HubLoop place, Runnable then) {
        if (place.is(member.loop())) {
            then.run();
        } else {
            member.move(place.eventLoop(), then);
        }
    }

    /**
     * {@return what all channels have together, and the {@code most} busiest of them by themselves; nothing where a loop does
     * not answer} Not from an event loop.
     */
    public Optional<HubTotals> census(int most) {
        List<CompletableFuture<HubTotals>> parts = loops.stream()
                .map(loop -> TotalsCollector.start(loop, most).orTimeout(CENSUS_SECONDS, TimeUnit.SECONDS)).toList();
        try {
            return Optional.of(HubTotals.sum(parts.stream().map(CompletableFuture::join).toList(), most));
        } catch (CompletionException e) {
            return Optional.empty();
        }
    }

    /** Closes a member as {@code evicted}. {@return whether there was one} Not from an event loop. */
    public boolean evict(ChannelName channel, ConnectionId cid) {
        return ask(homeOf(channel), loop -> {
            Hub hub = loop.find(channel);
            HubMembership membership = hub == null ? null : hub.member(cid);
            if (membership != null) {
                membership.leaveAtHome(CloseReason.EVICTED);
            }
            return membership != null;
        });
    }

    /** Forgets the history of a channel, here and in the store. {@return whether it had any} Not from an event loop. */
    public boolean purge(ChannelName channel) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        HubLoop loop = homeOf(channel);
        loop.runOnLoop(() -> {
            Hub hub = storeThreads == null ? loop.find(channel) : loop.open(channel);
            if (hub == null) {
                answer.complete(false);
            } else if (hub.isOpening()) {
                hub.later(() -> purge(loop, hub, answer));
            } else {
                purge(loop, hub, answer);
            }
        });
        return answer.join();
    }

    /** {@return whether nobody has anything left to get} Not from an event loop. */
    public boolean isIdle() {
        return ask(HubLoop::hasToldAll).stream().allMatch(told -> told)
                && ask(HubLoop::isIdle).stream().allMatch(idle -> idle);
    }

    /** Reads nothing more from members. Not from an event loop. */
    public void stopReading() {
        ask(loop -> {
            loop.stopReading();
            return true;
        });
    }

    /**
     * Ends all members, a thousand in a second, or faster where that would take longer than {@code most}. Not from an event
     * loop.
     */
    public void closeMembers(CloseReason reason, Duration most) {
        List<HubMembership> memberships = ask(
                loop -> loop.all().stream().flatMap(hub -> hub.memberships().stream()).toList()).stream()
                .flatMap(List::stream).toList();
        long start = System.nanoTime();
        long pause = Math.min(MOST_BETWEEN_CLOSES, most.toNanos() / Math.max(1, memberships.size()));
        for (int i = 0; i < memberships.size(); i++) {
            memberships.get(i).leave(reason);
            long early = start + (i + 1) * pause - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
        }
        ask(loop -> true);
    }

    /** Lets go of all logs. Not from an event loop. */
    public void close() {
        ask(loop -> {
            loop.dropAll();
            return true;
        });
    }

    /** {@return a count over all loops} */
    public long count(Counter counter) {
        return loops.stream().mapToLong(loop -> loop.count(counter)).sum();
    }

    /** {@return a count of members of one kind, over all loops} */
    public long count(Counter counter, ConnectionKind kind) {
        return loops.stream().mapToLong(loop -> loop.counters(kind).get(counter)).sum();
    }

    /** {@return how often something was given up for memory} */
    public long count(MemoryStep step) {
        return memorySteps.get(step);
    }

    /** A channel has so many members that newcomers stay on their loops, or not any more. From anywhere. */
    void crowded(ChannelName channel, boolean now) {
        if (now) {
            crowded.add(channel);
        } else {
            crowded.remove(channel);
        }
    }

    /** Something was given up for memory. */
    void took(MemoryStep step) {
        memorySteps.add(step);
        events.memoryStep(step);
    }

    /** {@return the most bytes that a member on any loop kept from being given back, at the last look there} */
    long mostHeldBack() {
        return loops.stream().mapToLong(loop -> loop.reclaimer().most()).max().orElse(0);
    }

    MemoryBudget budget() {
        return budget;
    }

    /** {@return what channels and members take of the heap} */
    public MemoryBudget heap() {
        return heap;
    }

    HubLimits limits() {
        return limits;
    }

    /** {@return the limits of a channel} */
    HubLimits limits(ChannelName channel) {
        return ofChannel.apply(channel);
    }

    ServerEvents events() {
        return events;
    }

    /** {@return how channels are linked to the upstream server, if there is one} */
    @Nullable
    UpstreamConfig upstreamConfig() {
        return upstreamConfig;
    }

    /** {@return where history survives, if it does} */
    @Nullable
    StoreThreads storeThreads() {
        return storeThreads;
    }

    /** {@return memory outside the heap for {@code bytes} bytes and no more} */
    ByteBuf buffer(int bytes) {
        return allocator.directBuffer(bytes, bytes);
    }

    ChannelLog newLog(LongSupplier clock) {
        return new ChannelLog(allocator, budget, clock);
    }

    boolean reserveChannel() {
        if (channels.incrementAndGet() <= limits.channels()) {
            return true;
        }
        channels.decrementAndGet();
        return false;
    }

    void releaseChannel() {
        channels.decrementAndGet();
    }

    private void join(HubLoop home, HubMembership membership, JoinPayload payload) {
        if (home.isClosed()) {
            refuse(membership, CloseReason.SHUTDOWN);
            return;
        }
        Hub hub = home.open(membership.info().channel());
        if (hub == null) {
            refuse(membership, CloseReason.CHANNEL_LIMIT);
        } else if (!home.reclaimer().freeHeap()) {
            refuse(membership, CloseReason.MEMORY);
            if (hub.members() == 0) {
                home.memberless(hub);
            }
        } else if (hub.historyWriter().isLoading()) {
            ByteBuf bytes = payload.bytes().retain();
            budget.take(bytes.readableBytes());
            membership.await(hub);
            hub.historyWriter().later(() -> {
                try {
                    enter(home, hub, membership, payload);
                } finally {
                    budget.give(bytes.readableBytes());
                    bytes.release();
                }
            });
        } else {
            enter(home, hub, membership, payload);
        }
    }

    private void enter(HubLoop home, Hub hub, HubMembership membership, JoinPayload payload) {
        if (hub.isClosed()) {
            refuse(membership, CloseReason.SHUTDOWN);
        } else if (hub.historyWriter().isUnavailable()) {
            refuse(membership, CloseReason.STORE_UNAVAILABLE);
            if (hub.members() == 0) {
                home.memberless(hub);
            }
        } else {
            joinNow(home, hub, membership, payload);
        }
    }

    private void joinNow(HubLoop home, Hub hub, HubMembership membership, JoinPayload payload) {
        boolean whole = false;
        try {
            if (!hub.join(membership, payload)) {
                refuse(membership, CloseReason.DUPLICATE_CID);
                return;
            }
            whole = true;
        } catch (OutOfMemoryError e) {
            // its place must not stay taken
        }
        home.counters(membership.kind()).add(Counter.JOINS, 1);
        events.joined(membership.info());
        if (!whole) {
            hub.leave(membership, CloseReason.MEMORY);
        }
    }

    private void refuse(HubMembership membership, CloseReason reason) {
        membership.leaveAtHome(reason);
        events.refused(membership.info().remote(), reason);
    }

    private static void purge(HubLoop loop, Hub hub, CompletableFuture<Boolean> answer) {
        boolean any = hub.historyBytes() > 0;
        hub.purge(() -> {
            if (hub.members() == 0) {
                loop.memberless(hub);
            }
            answer.complete(any);
        });
    }

    HubLoop homeOf(ChannelName channel) {
        int hash = channel.hashCode();
        return loops.get(Math.floorMod(hash ^ (hash >>> 16), loops.size()));
    }

    private <T> List<T> ask(Function<HubLoop, T> question) {
        return loops.stream().map(loop -> ask(loop, question)).toList();
    }

    private static <T> T ask(HubLoop loop, Function<HubLoop, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.runOnLoop(() -> {
            try {
                answer.complete(question.apply(loop));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.join();
    }
}
