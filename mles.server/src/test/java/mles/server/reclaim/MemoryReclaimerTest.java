package mles.server.reclaim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.channel.HeapCost;
import mles.server.channel.HubRig;
import mles.server.metrics.Counter;
import mles.server.spi.MemoryStep;
import org.junit.jupiter.api.Test;

/** The order in which things are given up for memory. */
class MemoryReclaimerTest {
    @Test
    void channelsAndMembersTakeHeapWhileTheyAreThere() {
        HubRig rig = new HubRig(1, HubRig.limits(0, WINDOW));
        FakeMember one = rig.join("c", 0);
        long both = rig.hubs.context().heap().used();
        FakeMember two = rig.join("c", 0);
        long member = rig.hubs.context().heap().used() - both;
        assertTrue(member > HeapCost.MEMBER && both - member > HeapCost.CHANNEL);
        assertEquals(CloseReason.DUPLICATE_CID, rig.join("c", 0, 0, rig.frames.emptyJoin()).closed());
        rig.leave(two);
        assertEquals(both, rig.hubs.context().heap().used());
        rig.leave(one);
        assertEquals(0, rig.hubs.context().heap().used(), "nothing is kept of a channel without history");
    }

    @Test
    void channelsWithoutMembersMakeRoomOnTheHeapAndTheOldestFirst() {
        HubRig rig = new HubRig(2, HubRig.withHeap(20 * (HeapCost.CHANNEL + 100)));
        FakeMember stays = rig.join("stays", 0);
        for (int i = 0; i < 90; i++) {
            FakeMember passes = rig.join("c" + i, i % 2);
            assertNull(passes.closed(), "nobody is refused while there is something to give up");
            rig.leave(passes);
        }
        assertTrue(rig.hubs.context().heap().used() <= rig.hubs.context().heap().limit());
        assertFalse(rig.has("c0"));
        assertTrue(rig.has("c89") && rig.has("stays"));
        assertNull(stays.closed());
        assertTrue(rig.hubs.count(MemoryStep.DROP_MEMBERLESS) >= 70);
        rig.leave(stays);
        rig.close();
    }

    @Test
    void newcomersAreRefusedWhenMembersTakeTheWholeHeap() {
        HubRig rig = new HubRig(1, HubRig.withHeap(10 * HeapCost.MEMBER));
        List<FakeMember> in = new ArrayList<>();
        FakeMember last = rig.join("c", 0);
        while (last.closed() == null) {
            in.add(last);
            last = rig.join(in.size() % 2 == 0 ? "c" : "d", 0);
        }
        assertEquals(CloseReason.MEMORY, last.closed());
        assertEquals(CloseReason.MEMORY, rig.join("new", 0).closed());
        assertFalse(rig.has("new"), "nothing is left of it");
        assertTrue(in.size() >= 5 && in.stream().allMatch(member -> member.closed() == null));
        rig.leave(in.remove(0));
        rig.leave(in.remove(0));
        assertNull(rig.join("c", 0).closed(), "there is room again");
        in.forEach(rig::leave);
    }

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int WINDOW = 1 << 16;

    @Test
    void parkedMembersGoFirstAndThoseThatHoldMost() {
        HubRig rig = new HubRig(1, 1 << 20, HubRig.limits(1, WINDOW));
        FakeMember publisher = rig.join("c", 0);
        FakeMember little = stalled(rig, "c");
        rig.publish(publisher, rig.frames.ofSize(2000));
        FakeMember much = stalled(rig, "c");
        rig.publish(publisher, rig.frames.ofSize(200_000));
        rig.publish(publisher, rig.frames.ofSize(200_000));
        rig.pass(2 * HubRig.STALL);
        assertEquals(2, rig.hubs.count(Counter.PARKED));
        assertTrue(little.isReading() && much.isReading());

        press(rig);
        assertEquals(CloseReason.MEMORY, much.closed());
        assertNull(little.closed(), "one was enough");
        assertTrue(rig.hub("c").log().bytes() > 0, "history is the next step");
    }

    @Test
    void thenMemberlessHistoryAndTheOldestFirst() {
        HubRig rig = new HubRig(1, 400, HubRig.limits(100, 1 << 20));
        rig.leave(rig.join("a", 0));
        rig.leave(rig.join("b", 0));
        FakeMember c = rig.join("c", 0);
        press(rig);
        assertFalse(rig.has("a"));
        assertTrue(rig.has("b"), "one was enough");
        assertEquals(1, rig.hub("c").log().frames());
        assertTrue(c.isReading());
        assertEquals(List.of("drop-memberless"), steps(rig));
    }

    @Test
    void thenOtherHistoryAndTheLargestFirst() {
        HubRig rig = new HubRig(1, 1 << 20, HubRig.limits(100, 1 << 20));
        FakeMember small = rig.join("small", 0);
        FakeMember large = rig.join("large", 0);
        rig.publish(small, rig.frames.ofSize(1000));
        for (int i = 0; i < 4; i++) {
            rig.publish(large, rig.frames.ofSize(100_000));
        }
        press(rig);
        assertEquals(0, rig.hub("large").log().bytes());
        assertTrue(rig.hub("small").log().bytes() > 0, "one was enough");
        assertTrue(small.isReading() && large.isReading());
        assertEquals(List.of("drop-history"), steps(rig));
    }

    @Test
    void thenPublishersWaitUntilThereIsRoom() {
        HubRig rig = new HubRig(1, 4000, HubRig.limits(100, 1 << 20));
        FakeMember a = rig.join("a", 0);
        FakeMember b = rig.join("b", 0);
        rig.budget.take(5000);
        rig.loops.runAll();
        assertFalse(a.isReading() || b.isReading());
        rig.pass(SECOND / 5);
        FakeMember late = rig.join("b", 0);
        assertFalse(late.isReading(), "joiners wait, too");
        assertTrue(steps(rig).contains("pause-publishers"));
        rig.budget.give(5000);
        rig.loops.runAll();
        assertTrue(a.isReading() && b.isReading() && late.isReading());
        assertEquals("resume", steps(rig).getLast());
        assertEquals(1, rig.hubs.count(MemoryStep.PAUSE_PUBLISHERS));
    }

    @Test
    void theLargestLogWaitsFirst() {
        HubRig rig = new HubRig(1, 1 << 20, HubRig.limits(0, 1 << 20));
        FakeMember publisher = rig.join("large", 0);
        stalled(rig, "large");
        FakeMember other = rig.join("small", 0);
        for (int i = 0; i < 4; i++) {
            rig.publish(publisher, rig.frames.ofSize(100_000));
        }
        press(rig);
        assertFalse(publisher.isReading());
        assertTrue(other.isReading(), "the largest may be enough");
        rig.pass(SECOND / 5);
        assertFalse(other.isReading(), "it was not");
    }

    @Test
    void theLargestHalfReadFrameIsReadOn() {
        HubRig rig = new HubRig(1, 4000, HubRig.limits(0, 1 << 20));
        FakeMember half = rig.join("a", 0);
        FakeMember most = rig.join("a", 0);
        half.hold(1000);
        most.hold(2000);
        rig.budget.take(5000);
        rig.loops.runAll();
        rig.pass(SECOND / 5);
        assertFalse(half.isReading());
        assertTrue(most.isReading());
        most.hold(0);
        rig.publish(most, rig.frames.ofSize(30));
        assertFalse(most.isReading(), "one frame, not all that it has");
        rig.pass(SECOND / 5);
        assertTrue(half.isReading());
        assertFalse(most.isReading());
    }

    @Test
    void aHalfReadFrameTakesNoMoreFromTheMomentThatMemoryIsShort() {
        HubRig rig = new HubRig(2, 10_000, HubRig.limits(100, 1 << 20));
        FakeMember half = rig.join("a", 0);
        assertTrue(half.mayHold());
        assertTrue(half.isReading());
        rig.leave(rig.join("old", 0, 99, rig.frames.ofSize(9000)));
        rig.budget.take(1500);
        assertFalse(half.mayHold(), "before anybody has made room");
        assertFalse(half.isReading());
        rig.loops.runAll();
        assertTrue(half.isReading());
        assertEquals(List.of("drop-memberless"), steps(rig), "there was room without a pause");
    }

    @Test
    void theOneThatIsReadOnMayHoldMore() {
        HubRig rig = new HubRig(1, 4000, HubRig.limits(0, 1 << 20));
        FakeMember most = rig.join("a", 0);
        most.hold(2000);
        rig.budget.take(5000);
        assertFalse(most.mayHold());
        rig.loops.runAll();
        rig.pass(SECOND / 5);
        assertTrue(most.isReading());
        assertTrue(most.mayHold());
    }

    @Test
    void nobodyIsReadOnWhileReadersHoldMore() {
        HubRig rig = new HubRig(1, 1 << 20, HubRig.limits(0, 1 << 20));
        FakeMember publisher = rig.join("c", 0);
        stalled(rig, "c");
        rig.publish(publisher, rig.frames.ofSize(100_000));
        publisher.hold(50_000);
        press(rig);
        rig.pass(SECOND / 2);
        assertFalse(publisher.isReading());
    }

    @Test
    void inTheEndWhoHoldsMostIsClosedOneAtATime() {
        HubRig rig = new HubRig(1, 1 << 20, HubRig.limits(0, 1 << 20));
        FakeMember publisher = rig.join("c", 0);
        FakeMember second = stalled(rig, "c");
        rig.publish(publisher, rig.frames.ofSize(1000));
        FakeMember most = rig.join("d", 0);
        most.hold(500_000);
        FakeMember innocent = rig.join("c", 0);
        rig.publish(publisher, rig.frames.ofSize(100_000));
        rig.budget.take(2 << 20);
        rig.loops.runAll();
        rig.pass(HubRig.MEMORY_STEP - SECOND);
        assertNull(most.closed());
        rig.pass(SECOND + SECOND / 5);
        assertEquals(CloseReason.MEMORY, most.closed());
        assertNull(second.closed());
        rig.pass(SECOND + SECOND / 5);
        assertEquals(CloseReason.MEMORY, second.closed());
        rig.pass(5 * SECOND);
        assertNull(innocent.closed(), "it holds nothing back");
        assertNull(publisher.closed());
        assertEquals(2, rig.hubs.count(MemoryStep.CLOSE_MEMBER));
    }

    @Test
    void otherLoopsSpareThoseWhoHoldLess() {
        HubRig rig = new HubRig(2, 1 << 20, HubRig.limits(0, 1 << 20));
        FakeMember less = rig.join("c", 0);
        FakeMember most = rig.join("c", 1);
        less.hold(1000);
        most.hold(2000);
        rig.budget.take(2 << 20);
        rig.loops.runAll();
        rig.pass(HubRig.MEMORY_STEP + SECOND / 2);
        assertNull(less.closed());
        assertEquals(CloseReason.MEMORY, most.closed());
    }

    @Test
    void historyThatGrowsMeanwhileIsGivenUpAgain() {
        HubRig rig = new HubRig(1, 10_000, HubRig.limits(100, 1 << 20));
        FakeMember a = rig.join("a", 0);
        rig.budget.take(20_000);
        rig.loops.runAll();
        assertFalse(a.isReading());
        rig.publish(a, rig.frames.ofSize(30));
        assertEquals(30, rig.hub("a").log().bytes());
        rig.pass(SECOND / 5);
        assertEquals(0, rig.hub("a").log().bytes());
    }

    /** {@return a member whose socket takes nothing more} */
    private static FakeMember stalled(HubRig rig, String channel) {
        FakeMember member = rig.join(channel, 0);
        member.socket(FakeMember.Socket.WAITS);
        return member;
    }

    /** Spends the budget, by very little. */
    private static void press(HubRig rig) {
        rig.budget.take(rig.budget.limit() - rig.budget.used() + 1);
        rig.loops.runAll();
    }

    private static List<String> steps(HubRig rig) {
        List<String> words = List.of("close-parked", "drop-memberless", "drop-history", "pause-publishers",
                "close-member", "resume");
        return rig.events.stream().filter(words::contains).toList();
    }
}
