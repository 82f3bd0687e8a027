package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.metrics.Counter;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

/** Which channels stay, and what is given up for memory. */
class HubLoopTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void timerWaitsForTimeInWhichTheLoopCouldTurn() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 20));
        List<String> fired = new ArrayList<>();
        HubLoop loop = new HubLoop(rig.loops.get(0), rig.hubs.context());
        rig.loops.on(rig.loops.get(0), () -> loop.schedule(() -> fired.add("timer"), 10 * SECOND));
        rig.pass(5 * SECOND);
        rig.standStill(40 * SECOND);
        rig.pass(4 * SECOND);
        assertEquals(List.of(), fired);
        rig.pass(SECOND);
        assertEquals(List.of("timer"), fired);
    }

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
        assertEquals(1, rig.hub("c").log().frames());
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
        assertEquals(List.of("joined m0", "refused channel-limit", "joined m2"), rig.events);
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

    private static HubLimits limits(int channels, long idle) {
        return new HubLimits(new Retention(10, 1 << 20, Duration.ZERO), new SlowReaderPolicy(1 << 20, HubRig.STALL),
                channels, idle, HubRig.HEAP, 100, HubRig.MEMORY_STEP);
    }
}
