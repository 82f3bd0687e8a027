package mles.server.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mles.protocol.CloseReason;
import mles.server.spi.MemoryStep;
import org.junit.jupiter.api.Test;

/** What is given up while the memory budget is spent, and in which order. */
class ReliefTest {
    private static final int SLICE = 256 * 1024;

    @Test
    void memberlessHistoryGoesFirstAndTheOldestFirst() {
        HubRig rig = new HubRig(1, 1000, HubRig.limits(100, 1 << 20));
        rig.leave(rig.join("a", 0));
        rig.leave(rig.join("b", 0));
        FakeMember c = rig.join("c", 0);
        rig.budget.take(1001 - rig.budget.used());
        rig.budget.give(100);
        rig.loops.runAll();
        assertFalse(rig.has("a"));
        assertTrue(rig.has("b"), "one was enough");
        assertEquals(1, rig.hub("c").historyFrames());
        assertTrue(c.isReading());
        assertEquals(List.of("drop-memberless"), steps(rig));
    }

    @Test
    void thenOtherHistoryThenPublishersWait() {
        HubRig rig = new HubRig(1, 4000, HubRig.limits(100, 1 << 20));
        FakeMember a = rig.join("a", 0);
        FakeMember b = rig.join("b", 0);
        rig.budget.take(8000);
        rig.loops.runAll();
        assertEquals(0, rig.hub("a").historyBytes() + rig.hub("b").historyBytes());
        assertEquals(List.of("drop-history", "drop-history", "pause-publishers"), steps(rig));
        rig.pass(HubRig.STALL / 10);
        assertFalse(a.isReading() || b.isReading(), "all of them, when the largest were not enough");
        FakeMember late = rig.join("b", 0);
        assertFalse(late.isReading(), "joiners wait, too");
        rig.budget.give(8000);
        rig.loops.runAll();
        assertTrue(a.isReading() && b.isReading() && late.isReading());
        assertEquals("resume", steps(rig).getLast());
    }

    @Test
    void historyThatGrowsUnderPressureIsGivenUpAgain() {
        HubRig rig = new HubRig(1, 10_000, HubRig.limits(100, 1 << 20));
        FakeMember a = rig.join("a", 0);
        rig.budget.take(20_000);
        rig.loops.runAll();
        rig.publish(a, rig.frames.ofSize(30));
        assertEquals(30, rig.hub("a").historyBytes());
        rig.pass(HubRig.STALL / 10);
        assertEquals(0, rig.hub("a").historyBytes());
    }

    @Test
    void parkedMembersAreClosedBeforeAnyHistoryGoes() {
        HubRig rig = new HubRig(1, 7L * SLICE, HubRig.limits(1, 2 * SLICE));
        FakeMember a = rig.join("c", 0);
        FakeMember stuck = rig.join("c", 0);
        stuck.socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 3; i++) {
            rig.publish(a, rig.frames.ofSize(SLICE));
        }
        rig.pass(2 * HubRig.STALL);
        assertEquals(1, rig.hubs.count(Counter.PARKED));
        rig.budget.take(7L * SLICE + 1 - rig.budget.used());
        rig.loops.runAll();
        assertEquals(CloseReason.MEMORY, stuck.closed());
        assertEquals(1, rig.hub("c").historyFrames(), "what it pinned was enough");
        assertEquals(List.of("close-parked"),
                steps(rig).stream().filter(step -> !step.equals("paused") && !step.equals("resumed")).toList());
    }

    @Test
    void whoHoldsMostBackIsClosedWhenPublishersWaitedInVain() {
        HubRig rig = new HubRig(1, 1L << 20, HubRig.limits(0, 1 << 30));
        FakeMember a = rig.join("c", 0);
        FakeMember slow = rig.join("c", 0);
        FakeMember slower = rig.join("c", 0);
        slower.socket(FakeMember.Socket.WAITS);
        rig.publish(a, rig.frames.ofSize(SLICE));
        slow.socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 4; i++) {
            rig.publish(a, rig.frames.ofSize(SLICE));
        }
        assertFalse(a.isReading());
        rig.pass(HubRig.MEMORY_STEP - HubRig.STALL / 10);
        assertEquals(0, rig.hubs.count(MemoryStep.CLOSE_MEMBER));
        rig.pass(HubRig.STALL / 5);
        assertEquals(CloseReason.MEMORY, slower.closed());
        assertNull(slow.closed(), "one at a time");
        slow.socket(FakeMember.Socket.TAKES);
        slow.take();
        rig.pass(HubRig.STALL / 5);
        assertTrue(a.isReading());
        assertNull(slow.closed());
    }

    private static List<String> steps(HubRig rig) {
        return rig.events.stream().filter(event -> !event.contains(" ")).toList();
    }
}
