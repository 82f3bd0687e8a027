package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.TestFrames;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.Counter;
import mles.server.metrics.HubTotals;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

/** Requests to all hubs from outside. */
class HubsTest {

    @Test
    void theOlderOfTwoWithOneCidStays() {
        HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20));
        FakeMember a = rig.join("c", 0, 7, rig.frames.emptyJoin());
        FakeMember twin = rig.join("c", 1, 7, rig.frames.emptyJoin());
        assertEquals(CloseReason.DUPLICATE_CID, twin.closed());
        assertNull(a.closed());
        assertEquals(0, a.received().length, "nothing of the newcomer is delivered");
        assertEquals(1, rig.hub("c").log().frames(), "nor stored");
        assertNull(rig.join("d", 0, 7, rig.frames.emptyJoin()).closed(), "elsewhere the id is free");
        rig.leave(a);
        assertNull(rig.join("c", 1, 7, rig.frames.emptyJoin()).closed(), "and here once it has gone");
    }

    @Test
    void newcomersGoToTheHomeOfTheirChannelUnlessItIsCrowded() {
        HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20));
        String channel = rig.channelAt(0, 0);
        List<FakeMember> all = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            all.add(rig.joinFromLobby(channel));
        }
        assertTrue(all.stream().allMatch(member -> member.loop().equals(rig.loops.get(0))));
        FakeMember late = rig.joinFromLobby(channel);
        assertNotEquals(late.loop(), rig.joinFromLobby(channel).loop(), "one after the other gets the next one");
        byte[] message = rig.frames.ofSize(300);
        rig.publish(late, message);
        assertArrayEquals(message, Arrays.copyOfRange(all.getFirst().received(), all.getFirst().received().length - 300,
                all.getFirst().received().length));
        all.subList(0, 18).forEach(rig::leave);
        assertEquals(rig.loops.get(0), rig.joinFromLobby(channel).loop(), "half of them have gone");
    }

    @Test
    void aJoinForWhichThereIsNoMemoryLeavesNothingBehind() {
        HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
        rig.allocator.exhausted(true);
        FakeMember a = rig.join("c", 0, 7, rig.frames.emptyJoin());
        assertEquals(CloseReason.MEMORY, a.closed());
        assertFalse(rig.has("c"));
        assertEquals(List.of("joined m7", "closed m7 memory"), rig.events);
        rig.allocator.exhausted(false);
        assertNull(rig.join("c", 0, 7, rig.frames.emptyJoin()).closed());
    }

    @Test
    void whatCannotBeKeptEndsWhoPublishedIt() {
        HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20));
        String channel = rig.channelAt(0, 0);
        FakeMember home = rig.join(channel, 0);
        FakeMember away = rig.join(channel, 1);
        rig.allocator.exhausted(true);
        rig.publish(away, rig.frames.ofSize(3_000_000));
        assertEquals(CloseReason.MEMORY, away.closed());
        assertNull(home.closed());
        assertEquals(1, rig.hubs.count(Counter.DROPPED_FRAMES));
    }

    @Test
    void evictionClosesOneMember() {
        HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20));
        FakeMember a = rig.join("c", 0, 7, rig.frames.emptyJoin());
        FakeMember b = rig.join("c", 1, 8, rig.frames.emptyJoin());
        assertTrue(rig.loops.ask(() -> rig.control.evict(new ChannelName("c"), new ConnectionId(8))));
        assertFalse(rig.loops.ask(() -> rig.control.evict(new ChannelName("c"), new ConnectionId(9))));
        assertFalse(rig.loops.ask(() -> rig.control.evict(new ChannelName("d"), new ConnectionId(7))));
        rig.loops.runAll();
        assertEquals(CloseReason.EVICTED, b.closed());
        assertNull(a.closed());
        assertTrue(rig.events.contains("closed m8 evicted"));
    }

    @Test
    void aPurgedChannelKeepsItsMembers() {
        HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
        FakeMember a = rig.join("c", 0);
        assertTrue(rig.loops.ask(() -> rig.control.purge(new ChannelName("c"))));
        assertFalse(rig.loops.ask(() -> rig.control.purge(new ChannelName("c"))), "nothing is left to purge");
        assertFalse(rig.loops.ask(() -> rig.control.purge(new ChannelName("none"))));
        byte[] message = rig.frames.ofSize(300);
        rig.publish(a, message);
        FakeMember b = rig.join("c", 0);
        assertArrayEquals(message, b.received());
        assertNull(a.closed());
    }

    @Test
    void aPurgedChannelWithoutMembersGoes() {
        HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
        rig.leave(rig.join("c", 0));
        assertTrue(rig.loops.ask(() -> rig.control.purge(new ChannelName("c"))));
        assertFalse(rig.has("c"));
        assertEquals(0, rig.budget.used());
    }

    @Test
    void whoComesWhenAllIsClosedIsRefused() {
        HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
        rig.close();
        assertEquals(CloseReason.SHUTDOWN, rig.joinFromLobby("c").closed());
        assertEquals(0, rig.budget.used());
    }

    @Test
    void censusCountsAllAndShowsTheBusiest() {
        HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20));
        rig.join("a", 0);
        rig.join("a", 1);
        rig.leave(rig.join("b", 0));
        HubTotals totals = rig.loops.ask(() -> rig.control.totals(10)).orElseThrow();
        assertEquals(List.of("a 2 2 2", "b 0 1 1"), totals.busiest().stream().map(channel -> channel.name() + " "
                + channel.members() + " " + channel.frames() + " " + channel.historyFrames()).toList());
        long history = totals.busiest().stream().mapToLong(ChannelStats::historyBytes).sum();
        assertEquals(history, totals.historyBytes());
        assertEquals(rig.budget.used(), totals.logMemory());
        HubTotals one = rig.loops.ask(() -> rig.control.totals(1)).orElseThrow();
        assertEquals(List.of(totals.busiest().getFirst()), one.busiest());
        assertEquals(history, one.historyBytes());
    }

    @Test
    void censusOfManyChannelsLetsOthersInBetween() {
        HubRig rig = new HubRig(1, new HubLimits(new Retention(10, 1 << 24, Duration.ZERO),
                new SlowReaderPolicy(1 << 20, 0), 2500, 0, HubRig.HEAP, 100, 0));
        for (int i = 0; i < 2500; i++) {
            rig.leave(rig.join("c" + i, 0));
        }
        HubLoop loop = rig.hubs.homeOf(new ChannelName("c0"));
        CompletableFuture<HubTotals> totals = TotalsCollector.start(loop, 3);
        rig.loops.ask(() -> assertTrue(rig.control.purge(new ChannelName("c0"))));
        assertFalse(totals.isDone());
        rig.loops.runAll();
        assertEquals(rig.budget.used(), totals.join().logMemory());
        assertEquals(3, totals.join().busiest().size());
    }

    @Test
    void isIdleWhenEverybodyHasEverything() {
        HubRig rig = new HubRig(2, HubRig.limits(0, 1 << 20));
        String channel = rig.channelAt(0, 0);
        FakeMember a = rig.join(channel, 0);
        FakeMember b = rig.join(channel, 1);
        assertTrue(rig.loops.ask(rig.control::isIdle));
        b.socket(FakeMember.Socket.WAITS);
        rig.publish(a, rig.frames.ofSize(20));
        assertFalse(rig.loops.ask(rig.control::isIdle));
        b.take();
        assertTrue(rig.loops.ask(rig.control::isIdle));
    }

    @Test
    void whatIsNotAnnouncedYetIsNotIdle() {
        HubRig rig = new HubRig(2, HubRig.limits(0, 1 << 20));
        String channel = rig.channelAt(0, 0);
        FakeMember far = rig.join(channel, 1);
        rig.join(channel, 0).socket(FakeMember.Socket.WAITS);
        far.publish(TestFrames.buffer(rig.frames.ofSize(20)), 1);
        assertFalse(rig.loops.ask(rig.control::isIdle), "home has it now, and has told nobody");
    }

    @Test
    void aStopReadsFromNobody() {
        HubRig rig = new HubRig(2, HubRig.limits(0, 1 << 20));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 1);
        rig.loops.ask(rig.control::stopReading);
        assertFalse(a.isReading() || b.isReading());
        FakeMember late = rig.join("d", 0);
        assertFalse(late.isReading());
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.loops.runAll();
        for (FakeMember member : List.of(a, b, late)) {
            assertEquals(CloseReason.SHUTDOWN, member.closed());
        }
        rig.close();
    }
}
