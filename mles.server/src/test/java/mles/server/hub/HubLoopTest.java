package mles.server.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import org.junit.jupiter.api.Test;

/** Which channels stay, and what is given up for memory. */
class HubLoopTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aChannelWithoutHistoryGoesWithItsLastMember() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 20));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        rig.leave(a);
        assertTrue(rig.has("c"));
        rig.leave(b);
        assertFalse(rig.has("c"));
        assertEquals(0, rig.budget.used());
        assertEquals(1, rig.hubs.count(Counter.CHANNELS_CLOSED));
    }

    @Test
    void aChannelWithHistoryStays() {
        HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
        rig.leave(rig.join("c", 0));
        assertTrue(rig.has("c"));
        assertEquals(1, rig.hub("c").historyFrames());
    }

    @Test
    void theOldestMemberlessChannelMakesRoom() {
        HubRig rig = new HubRig(1, limits(3, 0));
        FakeMember a = rig.join("a", 0);
        FakeMember b = rig.join("b", 0);
        rig.join("c", 0);
        rig.leave(b);
        rig.leave(a);
        FakeMember d = rig.join("d", 0);
        assertNull(d.closed());
        assertFalse(rig.has("b"));
        assertTrue(rig.has("a"));
    }

    @Test
    void aChannelThatIsJoinedAgainIsNotTheOldest() {
        HubRig rig = new HubRig(1, limits(2, 0));
        FakeMember a = rig.join("a", 0);
        FakeMember b = rig.join("b", 0);
        rig.leave(a);
        rig.leave(b);
        rig.leave(rig.join("a", 0));
        rig.join("c", 0);
        assertTrue(rig.has("a"));
        assertFalse(rig.has("b"));
    }

    @Test
    void withoutRoomANewChannelIsRefused() {
        HubRig rig = new HubRig(1, limits(1, 0));
        FakeMember a = rig.join("a", 0);
        FakeMember b = rig.join("b", 0);
        assertEquals(CloseReason.CHANNEL_LIMIT, b.closed());
        assertNull(rig.join("a", 0).closed());
        assertNull(a.closed());
        assertEquals(List.of("joined m0", "joined m2"), rig.events);
    }

    @Test
    void channelsWithoutMembersGoWhenIdle() {
        HubRig rig = new HubRig(1, limits(10, 10 * SECOND));
        rig.leave(rig.join("a", 0));
        rig.join("b", 0);
        rig.pass(7 * SECOND);
        rig.leave(rig.join("c", 0));
        rig.pass(6 * SECOND);
        assertFalse(rig.has("a"), "idle for 10 s, noticed within 2.5 s");
        assertTrue(rig.has("b"));
        assertTrue(rig.has("c"));
        rig.pass(7 * SECOND);
        assertFalse(rig.has("c"));
    }

    @Test
    void memberlessHistoryIsGivenUpFirstAndTheOldestFirst() {
        HubRig rig = new HubRig(1, 1000, HubRig.limits(100, 1 << 20));
        rig.leave(rig.join("a", 0));
        rig.leave(rig.join("b", 0));
        FakeMember c = rig.join("c", 0);
        rig.budget.take(300);
        rig.loops.runAll();
        assertFalse(rig.has("a"));
        assertTrue(rig.has("b"), "one was enough");
        assertEquals(1, rig.hub("c").historyFrames());
        assertTrue(c.isReading());
    }

    @Test
    void thenOtherHistoryThenPublishersWait() {
        HubRig rig = new HubRig(1, 4000, HubRig.limits(100, 1 << 20));
        FakeMember a = rig.join("a", 0);
        FakeMember b = rig.join("b", 0);
        rig.publish(a, rig.frames.ofSize(1500));
        rig.publish(a, rig.frames.ofSize(1500));
        assertTrue(rig.hub("a").historyBytes() <= 1500, "the history is given up");
        rig.budget.take(3000);
        rig.loops.runAll();
        assertFalse(a.isReading());
        assertFalse(b.isReading());
        FakeMember late = rig.join("b", 0);
        assertFalse(late.isReading(), "joiners wait, too");
        assertTrue(rig.events.contains("pressed"));
        rig.budget.give(3000);
        rig.loops.runAll();
        assertTrue(a.isReading() && b.isReading() && late.isReading());
        assertTrue(rig.events.contains("relieved"));
    }

    @Test
    void historyThatGrowsUnderPressureIsGivenUpAgain() {
        HubRig rig = new HubRig(1, 10_000, HubRig.limits(100, 1 << 20));
        FakeMember a = rig.join("a", 0);
        rig.budget.take(20_000);
        rig.loops.runAll();
        assertFalse(a.isReading());
        rig.publish(a, rig.frames.ofSize(30));
        assertEquals(30, rig.hub("a").historyBytes());
        rig.pass(SECOND / 5);
        assertEquals(0, rig.hub("a").historyBytes());
    }

    private static HubLimits limits(int channels, long idle) {
        return new HubLimits(10, 1 << 20, 0, 1 << 20, HubRig.STALL, channels, idle, 100);
    }
}
