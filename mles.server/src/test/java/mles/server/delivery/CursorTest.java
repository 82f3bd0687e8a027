package mles.server.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.channel.JoinPayload;
import mles.server.log.OwnRanges;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.MemberInfo;
import org.junit.jupiter.api.Test;

/** Reading by one member; the hubs around it are real. */
class CursorTest {
    private static final int SLICE = 512 * 1024;

    @Test
    void ownFramesAreSkipped() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 20));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        byte[] one = rig.frames.ofSize(20);
        byte[] two = rig.frames.ofSize(30);
        byte[] three = rig.frames.ofSize(40);
        int joins = a.received().length;
        b.socket(FakeMember.Socket.WAITS);
        rig.publish(a, one);
        rig.publish(b, two);
        rig.publish(a, three);
        b.take();
        rig.loops.runAll();
        b.take();
        assertArrayEquals(two, after(a, joins));
        assertArrayEquals(TestFrames.join(one, three), b.received());
    }

    @Test
    void aFaultMayEndSeveralMembersAtOnce() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 20));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        FakeMember c = rig.join("c", 0);
        int before = b.received().length;
        // Two members of one browser, whose socket breaks.
        c.socket(FakeMember.Socket.FAILS);
        c.onFault(() -> {
            a.membership().leave(CloseReason.LEFT);
            c.membership().leave(CloseReason.LEFT);
        });
        FakeMember publisher = rig.join("c", 0);
        byte[] frame = rig.frames.ofSize(20);
        rig.publish(publisher, frame);
        assertArrayEquals(frame, after(b, b.received().length - frame.length));
        assertTrue(b.received().length > before);
        assertEquals(CloseReason.LEFT, a.closed());
        assertEquals(CloseReason.LEFT, c.closed());
        assertNull(publisher.closed());
    }

    @Test
    void oneWriteIsUnderWayAndAtMostASlice() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 24));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        b.socket(FakeMember.Socket.WAITS);
        rig.publish(a, rig.frames.ofSize(3 * SLICE + 1));
        rig.publish(a, rig.frames.ofSize(20));
        for (int written = 0; written < 3; written++) {
            assertEquals(written * SLICE, b.received().length);
            assertEquals(written + 1, b.writes());
            b.take();
        }
        b.take();
        b.take();
        assertEquals(3 * SLICE + 21, b.received().length);
        assertEquals(5, b.writes());
    }

    @Test
    void allFramesOfATurnAreOneWrite() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 20));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        FakeMember reader = rig.join("c", 0);
        rig.publish(a, rig.frames.ofSize(4000));
        int before = reader.writes();
        a.publish(TestFrames.buffer(rig.frames.ofSize(20)), 1);
        b.publish(TestFrames.buffer(rig.frames.ofSize(20)), 1);
        a.publish(TestFrames.buffer(rig.frames.ofSize(20)), 1);
        rig.loops.runAll();
        assertEquals(before + 1, reader.writes());
    }

    @Test
    void deliveredFramesAreCountedBySubtraction() {
        HubRig rig = new HubRig(1, HubRig.limits(10, 1 << 20));
        FakeMember a = rig.join("c", 0);
        rig.publish(a, rig.frames.ofSize(20), rig.frames.ofSize(20));
        FakeMember b = rig.join("c", 0);
        assertEquals(3 + 1, rig.hubs.count(Counter.DELIVERED_FRAMES), "history to b, b's join to a");
        rig.publish(b, rig.frames.ofSize(20));
        rig.publish(a, rig.frames.ofSize(20));
        assertEquals(6, rig.hubs.count(Counter.DELIVERED_FRAMES));
        assertEquals(a.received().length + b.received().length, rig.hubs.count(Counter.DELIVERED_BYTES));
    }

    @Test
    void nothingFollowsAFailedWrite() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 20));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        b.socket(FakeMember.Socket.FAILS);
        rig.publish(a, rig.frames.ofSize(20));
        rig.publish(a, rig.frames.ofSize(20));
        assertEquals(1, b.writes());
        assertNull(b.closed(), "how it ends is for its front end to say");
        byte[] last = rig.frames.ofSize(33);
        rig.publish(b, last);
        assertTrue(a.received().length >= 33, "what it sent before it broke counts");
    }

    @Test
    void anOversizeFrameGoesWhenItWasTaken() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 24));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        b.socket(FakeMember.Socket.WAITS);
        rig.publish(a, rig.frames.ofSize(SLICE + 1));
        long used = rig.budget.used();
        b.take();
        b.take();
        rig.loops.runAll();
        assertTrue(rig.budget.used() <= used - SLICE, "nobody needs it any more");
    }

    @Test
    void aStalledMemberPinsOneSegmentWhenItIsParked() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 4 * SLICE));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        b.socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 16; i++) {
            rig.publish(a, rig.frames.ofSize(SLICE));
        }
        rig.pass(2 * HubRig.STALL);
        assertTrue(rig.events.contains("parked m1"));
        assertTrue(rig.budget.used() <= 2L * SLICE + 1024, rig.budget.used() + " bytes for one pin and one segment");
    }

    @Test
    void historyIsLetGoOfAsItIsRead() {
        HubRig rig = new HubRig(1, HubRig.limits(8, 1 << 30));
        FakeMember a = rig.join("c", 0);
        for (int i = 0; i < 8; i++) {
            rig.publish(a, rig.frames.ofSize(SLICE));
        }
        FakeMember slow = new FakeMember(rig.loops, rig.loops.get(0));
        slow.socket(FakeMember.Socket.WAITS);
        send(rig, slow, "c");
        rig.loops.runAll();
        assertTrue(rig.loops.ask(() -> rig.control.purge(new ChannelName("c"))));
        rig.loops.runAll();
        long used = rig.budget.used();
        slow.take();
        slow.take();
        slow.take();
        rig.loops.runAll();
        assertTrue(rig.budget.used() <= used - 2L * SLICE, "two segments are behind it");
    }

    @Test
    void thoseWhoPublishAndNeverReadArePaused() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 24));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        b.socket(FakeMember.Socket.WAITS);
        alternate(rig, a, b, OwnRanges.CAP + 1);
        assertFalse(b.isReading());
        b.socket(FakeMember.Socket.TAKES);
        b.take();
        rig.loops.runAll();
        assertTrue(b.isReading());
    }

    @Test
    void thoseWhoStillTakeNothingPublishOn() {
        HubRig rig = new HubRig(1, HubRig.limits(0, 1 << 24));
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        b.socket(FakeMember.Socket.WAITS);
        alternate(rig, a, b, OwnRanges.CAP + 1);
        rig.pass(HubRig.STALL - HubRig.STALL / 20);
        assertFalse(b.isReading());
        rig.pass(HubRig.STALL / 10);
        assertTrue(b.isReading());
        assertTrue(rig.events.contains("parked m1"));
        int before = a.received().length;
        rig.publish(b, rig.frames.ofSize(20));
        assertEquals(before + 20, a.received().length);
        b.take();
        rig.loops.runAll();
        assertEquals(CloseReason.TOO_SLOW, b.closed());
    }

    @Test
    void nothingIsToldToWhoWasRefused() {
        HubRig rig = new HubRig(2, HubRig.limits(0, 1 << 24));
        String channel = rig.channelAt(0, 0);
        rig.join(channel, 0, 99, rig.frames.emptyJoin());
        FakeMember twin = new FakeMember(rig.loops, rig.loops.get(1));
        send(rig, twin, channel);
        twin.publish(TestFrames.buffer(rig.frames.ofSize(600_000)), 1);
        twin.publish(TestFrames.buffer(rig.frames.ofSize(600_000)), 1);
        assertFalse(twin.isReading(), "more than a megabyte is on its way");
        rig.loops.runAll();
        assertEquals(CloseReason.DUPLICATE_CID, twin.closed());
        assertFalse(twin.isReading());
        assertEquals(2, rig.hubs.count(Counter.DROPPED_FRAMES));
    }

    @Test
    void whatIsOnItsWayHomeIsBounded() {
        HubRig rig = new HubRig(2, HubRig.limits(0, 1 << 24));
        FakeMember a = rig.join(rig.channelAt(0, 0), 1);
        a.publish(TestFrames.buffer(rig.frames.ofSize(1 << 20)), 1);
        assertTrue(a.isReading());
        a.publish(TestFrames.buffer(rig.frames.ofSize(20)), 1);
        assertFalse(a.isReading());
        assertEquals((1 << 20) + 20, rig.budget.used() - 64, "on top of the channel's first segment");
        rig.loops.runAll();
        assertTrue(a.isReading());
    }

    /** Sends a member in, and runs nothing yet. */
    private static void send(HubRig rig, FakeMember member, String channel) {
        MemberInfo info = new MemberInfo("sent", new ChannelName(channel), new ConnectionId(99),
                InetSocketAddress.createUnresolved("member", 1));
        JoinPayload payload = new JoinPayload(TestFrames.buffer(rig.frames.emptyJoin()), 1, false);
        rig.loops.on(member.loop(), () -> member.joined(rig.joinFlow.join(info, member, payload, HubRig.MEMBER)));
    }

    private static void alternate(HubRig rig, FakeMember a, FakeMember b, int times) {
        for (int i = 0; i < times; i++) {
            rig.publish(a, rig.frames.ofSize(20));
            rig.publish(b, rig.frames.ofSize(20));
        }
    }

    private static byte[] after(FakeMember member, int bytes) {
        byte[] received = member.received();
        return Arrays.copyOfRange(received, bytes, received.length);
    }
}
