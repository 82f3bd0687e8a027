package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.delivery.BrowserFormat;
import mles.server.delivery.ManualLoop;
import mles.server.delivery.ManualLoops;
import mles.server.log.CountingAllocator;
import mles.server.log.TestFrames;
import mles.server.memory.MemoryBudget;
import mles.server.metrics.Counter;
import mles.server.reclaim.MemoryReclaimers;
import mles.server.spi.MemberInfo;
import mles.server.spi.ServerEvents;
import mles.server.transport.WireFormat;

/**
 * Hubs on hand-driven loops beside a model of them. Whatever home does, the model does at the same moment, so the order
 * of the model is that of the home loop.
 */
final class HubScript implements ServerEvents {
    private static final List<ChannelName> NAMES = List.of(new ChannelName("a"), new ChannelName("b"),
            new ChannelName("c"));
    private static final int CIDS = 8;

    private final Map<ChannelName, ModelChannel> channels = new HashMap<>();
    private final Map<String, ModelMember> byUid = new HashMap<>();
    private final Map<String, Runnable> joins = new HashMap<>();
    private final List<ModelMember> all = new ArrayList<>();
    private final TestFrames frames = new TestFrames();
    private final CountingAllocator allocator = new CountingAllocator();
    private final MemoryBudget budget = new MemoryBudget(Long.MAX_VALUE / 2);
    private final ManualLoops loops;
    private final HubLimits limits;
    private final Hubs hubs;
    private final HubControl control;
    private final JoinFlow joinFlow;
    private long dropped;

    HubScript(int loopCount, HubLimits limits) {
        this.loops = new ManualLoops(loopCount);
        this.limits = limits;
        this.hubs = new Hubs(loops, new HubContext(allocator, budget, limits, name -> limits, this, null, null, null,
                new MemoryReclaimers(), null));
        this.control = new HubControl(hubs);
        this.joinFlow = new JoinFlow(hubs);
        NAMES.forEach(name -> channels.put(name, new ModelChannel(limits, loops.ticker()::nanoTime)));
    }

    /** Does one step, which {@code random} chooses. */
    void step(Random random) {
        int kind = random.nextInt(100);
        ModelMember member = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        if (kind < 35) {
            int index = random.nextInt(loops.size() + 1);
            (index == loops.size() ? loops.acceptLoop() : loops.get(index)).runOne();
        } else if (kind < 38) {
            loops.runAll();
        } else if (kind < 42) {
            loops.advance(random.nextLong(TimeUnit.MILLISECONDS.toNanos(1500)));
        } else if (kind < 52 || member == null || member.fake().closed() != null) {
            join(random);
        } else if (member.fake().isMoving()) {
            loops.runAll();
        } else if (kind < 84) {
            publish(member, random);
        } else if (kind < 88) {
            member.fake().socket(FakeMember.Socket.WAITS);
        } else if (kind < 91) {
            member.fake().socket(FakeMember.Socket.TAKES);
            member.fake().take();
        } else if (kind < 95) {
            member.fake().take();
        } else if (kind < 97) {
            member.fake().leave();
        } else if (kind < 98) {
            evict(member);
        } else if (kind < 99) {
            purge(NAMES.get(random.nextInt(NAMES.size())));
        } else {
            member.fake().socket(FakeMember.Socket.FAILS);
        }
    }

    /** Lets everything settle, and checks the bytes of each member; then all leave, and nothing may be left. */
    void finish() {
        settle();
        all.forEach(this::checkLag);
        for (ModelMember member : all) {
            member.fake().socket(FakeMember.Socket.TAKES);
            member.fake().take();
        }
        settle();
        all.forEach(HubScript::check);
        checkCounts();
        assertTrue(loops.ask(control::isIdle), "everybody has everything");
        all.stream().filter(ModelMember::isMember).forEach(member -> member.fake().leave());
        loops.runAll();
        channels.values().forEach(channel -> assertTrue(channel.members().isEmpty()));
        assertEquals(channels.values().stream().filter(channel -> channel.historyBytes() > 0).count(),
                hubs.count(Counter.CHANNELS_OPENED) - hubs.count(Counter.CHANNELS_CLOSED));
        loops.ask(control::close);
        loops.runAll();
        assertEquals(0, budget.used(), "bytes of the budget");
        assertEquals(0, allocator.used(), "bytes of memory");
    }

    @Override
    public void joined(MemberInfo info) {
        ModelMember member = member(info);
        member.joined();
        Objects.requireNonNull(joins.get(info.uid())).run();
    }

    @Override
    public void closed(MemberInfo info, CloseReason reason) {
        ModelMember member = member(info);
        assertNull(member.left(), "leaves once");
        member.left(reason);
        channel(info).leave(member);
    }

    @Override
    public void parked(MemberInfo info) {
        ModelMember member = member(info);
        assertFalse(member.isParked());
        assertTrue(member.fake().isWriting(), "only who takes nothing is parked");
        long lag = channel(info).head() - member.fake().cursor().position();
        // The log that browsers read is shorter than the channel's.
        assertTrue(!member.isMember() || member.isBrowser() || lag > limits.slowReaders().window() / 2,
                "only who is far behind is parked");
        member.parked();
    }

    private void join(Random random) {
        ChannelName channel = NAMES.get(random.nextInt(NAMES.size()));
        WireFormat format = random.nextInt(3) == 0 ? BrowserFormat.INSTANCE : WireFormat.FRAMES;
        boolean fromAcceptLoop = WireFormat.FRAMES.equals(format) && random.nextBoolean();
        FakeMember fake = new FakeMember(loops,
                fromAcceptLoop ? loops.acceptLoop() : loops.get(random.nextInt(loops.size())), format);
        MemberInfo info = new MemberInfo("m" + all.size(), channel, new ConnectionId(random.nextInt(CIDS)),
                InetSocketAddress.createUnresolved("member", 1));
        boolean isResync = random.nextInt(5) == 0;
        List<byte[]> first = isResync
                ? items(channel, random)
                : List.of(random.nextInt(3) > 0 ? frames.emptyJoin() : frame(random));
        ModelMember member = new ModelMember(info, fake);
        all.add(member);
        byUid.put(info.uid(), member);
        joins.put(info.uid(), () -> model(channel).join(member, first, isResync));
        if (random.nextInt(8) == 0) {
            fake.socket(FakeMember.Socket.WAITS);
        }
        loops.on(fake.loop(),
                () -> fake.joined(
                        joinFlow.join(info, fake, new JoinPayload(TestFrames.buffer(first), first.size(), isResync),
                                HubRig.MEMBER)));
        withHome(member, () -> assertTrue(member.hasJoined() || channel(info).hasMember(info.cid()),
                "only a duplicate is refused"));
    }

    private List<byte[]> items(ChannelName channel, Random random) {
        List<byte[]> items = new ArrayList<>(random.nextBoolean() ? batch(random) : List.of());
        for (byte[] stored : model(channel).history()) {
            if (random.nextInt(3) > 0) {
                items.add(stored);
            }
        }
        if (items.isEmpty() || random.nextBoolean()) {
            items.add(frame(random));
        }
        if (random.nextBoolean()) {
            items.add(items.getFirst());
        }
        return items;
    }

    private void publish(ModelMember member, Random random) {
        if (!member.fake().isReading() && random.nextInt(4) > 0) {
            return;
        }
        List<byte[]> batch = batch(random);
        ByteBuf in = TestFrames.buffer(batch);
        member.fake().publish(in, batch.size());
        in.release();
        withHome(member, () -> {
            if (member.isMember()) {
                channel(member.info()).append(member, batch);
            } else {
                dropped += batch.size();
            }
        });
    }

    private void evict(ModelMember member) {
        boolean expected = channel(member.info()).hasMember(member.info().cid());
        // What still waits on the home loop is worked off first, and may change the answer.
        boolean settled = home(member).waiting() == 0;
        boolean evicted = loops.ask(() -> control.evict(member.info().channel(), member.info().cid()));
        if (settled) {
            assertEquals(expected, evicted);
        }
    }

    private void purge(ChannelName name) {
        loops.ask(() -> control.purge(name));
        model(name).purge();
    }

    /** The last that {@code member} did goes home; the model does its part in the same moment. */
    private void withHome(ModelMember member, Runnable model) {
        ManualLoop home = home(member);
        if (member.fake().isMoving()) {
            member.fake().onArrival(model);
        } else if (home.equals(member.fake().loop())) {
            model.run();
        } else {
            home.append(model);
        }
    }

    private ManualLoop home(ModelMember member) {
        HubLoop home = hubs.homeOf(member.info().channel());
        for (ManualLoop loop : loops) {
            if (home.is(loop)) {
                return loop;
            }
        }
        throw new IllegalStateException("a home that is none of the loops");
    }

    private void settle() {
        loops.runFor(12 * Math.max(limits.slowReaders().pauseNanos(), 1),
                Math.max(limits.slowReaders().pauseNanos() / 8, 1));
    }

    private List<byte[]> batch(Random random) {
        int count = random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(12);
        List<byte[]> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(random.nextInt(5) == 0 ? frames.emptyJoin() : frame(random));
        }
        return batch;
    }

    private byte[] frame(Random random) {
        int kind = random.nextInt(200);
        int most = kind == 0 ? 500_000 : kind < 3 ? 60_000 : kind < 20 ? 3_000 : 150;
        return frames.ofSize(17 + random.nextInt(most));
    }

    private ModelMember member(MemberInfo info) {
        return Objects.requireNonNull(byUid.get(info.uid()));
    }

    private ModelChannel channel(MemberInfo info) {
        return model(info.channel());
    }

    private ModelChannel model(ChannelName name) {
        return Objects.requireNonNull(channels.get(name));
    }

    private void checkLag(ModelMember member) {
        if (!member.isMember() || member.isBrowser() || member.isParked() || !member.fake().isWriting()) {
            return;
        }
        ModelChannel channel = channel(member.info());
        long position = member.fake().cursor().position();
        long bearable = limits.slowReaders().pauseNanos() == 0
                ? limits.slowReaders().window()
                : limits.slowReaders().window() - limits.slowReaders().window() / 4;
        assertTrue(position >= channel.head() - channel.historyBytes() || channel.head() - position <= bearable,
                () -> "who is beyond the window is parked: " + position + " of " + channel.head());
    }

    private static void check(ModelMember member) {
        byte[] expected = member.expected();
        byte[] received = member.fake().received();
        CloseReason closed = member.fake().closed();
        if (!member.hasJoined()) {
            assertEquals(CloseReason.DUPLICATE_CID, closed);
            assertEquals(0, received.length);
            return;
        }
        assertEquals(member.left(), closed);
        if (member.isMember() && !member.isParked() && !member.fake().hasFailed()) {
            assertArrayEquals(expected, received);
            assertTrue(member.fake().isReading(), "no pause outlives its reason");
        } else {
            assertTrue(received.length <= expected.length);
            assertArrayEquals(Arrays.copyOf(expected, received.length), received);
        }
        if (member.isParked() && !member.fake().hasFailed()) {
            assertFalse(member.isMember(), "who is parked and takes a byte goes");
        }
        if (closed == CloseReason.TOO_SLOW) {
            assertTrue(member.isParked());
        }
    }

    private void checkCounts() {
        assertEquals(count(ModelMember::hasJoined), hubs.count(Counter.JOINS));
        assertEquals(count(member -> member.left() != null), hubs.count(Counter.LEAVES));
        assertEquals(count(ModelMember::isParked), hubs.count(Counter.PARKED));
        assertEquals(dropped, hubs.count(Counter.DROPPED_FRAMES));
        assertEquals(channels.values().stream().mapToLong(ModelChannel::frames).sum(),
                hubs.count(Counter.RECEIVED_FRAMES));
        assertEquals(channels.values().stream().mapToLong(ModelChannel::bytes).sum(),
                hubs.count(Counter.RECEIVED_BYTES));
        assertEquals(all.stream().mapToLong(member -> member.fake().received().length).sum(),
                hubs.count(Counter.DELIVERED_BYTES));
        long least = all.stream().filter(HubScript::hasAll).mapToLong(ModelMember::frames).sum();
        long most = all.stream().mapToLong(ModelMember::frames).sum();
        long delivered = hubs.count(Counter.DELIVERED_FRAMES);
        assertTrue(least <= delivered && delivered <= most, least + " to " + most + " frames, not " + delivered);
    }

    private static boolean hasAll(ModelMember member) {
        return member.isMember() && !member.isParked() && !member.fake().hasFailed();
    }

    private long count(Predicate<ModelMember> which) {
        return all.stream().filter(which).count();
    }
}
