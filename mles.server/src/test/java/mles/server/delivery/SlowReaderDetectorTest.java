package mles.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.log.OwnRanges;
import mles.server.metrics.Counter;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

/** The fate of members that take nothing, and of the publishers meanwhile (SPEC 9, row 6). */
class SlowReaderDetectorTest {
    /** A frame of this size is a segment and a write of its own. */
    private static final int EIGHTH = 512 * 1024;
    private static final int WINDOW = 8 * EIGHTH;

    private final HubRig rig = new HubRig(1, HubRig.limits(0, WINDOW));
    private final FakeMember publisher = rig.join("c", 0);
    private final FakeMember slow = rig.join("c", 0);

    @Test
    void publishersWaitAtThreeQuartersOfTheWindow() {
        stall(slow);
        publish(6 * EIGHTH);
        assertTrue(publisher.isReading());
        publish(20);
        assertFalse(publisher.isReading());
        assertEquals(List.of("paused"), news());
    }

    @Test
    void publishersGoOnAtHalfTheWindow() {
        stall(slow);
        publishEighths(7);
        take(2);
        rig.pass(HubRig.STALL / 2);
        assertFalse(publisher.isReading(), "five eighths are left");
        take(1);
        rig.pass(HubRig.STALL / 2);
        assertTrue(publisher.isReading());
        assertEquals(List.of("paused", "resumed"), news());
    }

    @Test
    void whoMakesNoProgressIsParked() {
        stall(slow);
        publishEighths(7);
        rig.pass(HubRig.STALL - HubRig.STALL / 8);
        assertFalse(publisher.isReading());
        assertEquals(List.of("paused"), news());
        rig.pass(HubRig.STALL / 4);
        assertTrue(publisher.isReading());
        assertEquals(List.of("paused", "parked m1", "resumed"), news());
        assertNull(slow.closed());
    }

    @Test
    void timeInWhichTheProcessStoodStillDoesNotCount() {
        stall(slow);
        publishEighths(7);
        rig.pass(HubRig.STALL / 4);
        rig.standStill(20 * HubRig.STALL);
        rig.pass(HubRig.STALL / 4);
        assertEquals(List.of("paused"), news());
        rig.pass(HubRig.STALL);
        assertEquals(List.of("paused", "parked m1", "resumed"), news());
    }

    @Test
    void whoTakesAByteWhenParkedIsTooSlow() {
        parkSlow();
        slow.take();
        rig.loops.runAll();
        assertEquals(CloseReason.TOO_SLOW, slow.closed());
    }

    @Test
    void whoNeverTakesAByteStaysAndPublishes() {
        parkSlow();
        int before = publisher.received().length;
        for (int i = 0; i < 3 * OwnRanges.CAP; i++) {
            publish(20);
            rig.publish(slow, rig.frames.ofSize(30));
        }
        rig.pass(10 * HubRig.STALL);
        assertTrue(slow.isReading());
        assertNull(slow.closed());
        assertEquals(before + 3 * OwnRanges.CAP * 30, publisher.received().length);
        assertEquals(1, rig.hubs.count(Counter.PARKED));
    }

    @Test
    void progressBuysTimeButNotForEver() {
        stall(slow);
        publishEighths(40);
        long paused = 0;
        while (!news().contains("parked m1")) {
            rig.pass(HubRig.STALL - HubRig.STALL / 4);
            paused += HubRig.STALL - HubRig.STALL / 4;
            assertTrue(paused < 7 * HubRig.STALL, "it trickles for too long");
            take(1);
        }
        assertTrue(paused >= 5 * HubRig.STALL, "parked after " + paused);
    }

    @Test
    void onlyWhoMakesNoProgressIsParked() {
        FakeMember other = rig.join("c", 0);
        stall(slow);
        stall(other);
        publishEighths(13);
        for (int i = 0; i < 6; i++) {
            rig.pass(HubRig.STALL / 4);
            other.take();
        }
        rig.pass(HubRig.STALL);
        assertEquals(List.of("paused", "parked m1"), news());
        other.socket(FakeMember.Socket.TAKES);
        other.take();
        rig.pass(HubRig.STALL);
        assertEquals(List.of("paused", "parked m1", "resumed"), news());
        assertNull(other.closed());
    }

    @Test
    void whatHistoryKeepsDoesNotCount() {
        HubRig withHistory = new HubRig(1, HubRig.limits(10, WINDOW));
        FakeMember writer = withHistory.join("c", 0);
        FakeMember reader = withHistory.join("c", 0);
        reader.socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 10; i++) {
            withHistory.publish(writer, withHistory.frames.ofSize(EIGHTH));
        }
        withHistory.pass(2 * HubRig.STALL);
        assertFalse(withHistory.events.contains("parked m1"));
        withHistory.publish(writer, withHistory.frames.ofSize(EIGHTH));
        withHistory.pass(2 * HubRig.STALL);
        assertTrue(withHistory.events.contains("parked m1"));
    }

    @Test
    void aClearedHistoryCounts() {
        HubRig withHistory = new HubRig(1, HubRig.limits(100, WINDOW));
        FakeMember writer = withHistory.join("c", 0);
        FakeMember reader = withHistory.join("c", 0);
        reader.socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 20; i++) {
            withHistory.publish(writer, withHistory.frames.ofSize(EIGHTH));
        }
        assertTrue(withHistory.loops.ask(() -> withHistory.control.purge(new ChannelName("c"))));
        withHistory.pass(2 * HubRig.STALL);
        assertTrue(withHistory.events.contains("parked m1"));
    }

    @Test
    void whoLeavesHoldsNobodyUp() {
        stall(slow);
        publishEighths(7);
        rig.leave(slow);
        rig.pass(HubRig.STALL);
        assertTrue(publisher.isReading());
        assertEquals(0, rig.hubs.count(Counter.PARKED));
    }

    @Test
    void aSlowReaderElsewherePausesPublishersHere() {
        HubRig far = new HubRig(2, HubRig.limits(0, WINDOW));
        String channel = far.channelAt(0, 0);
        FakeMember writer = far.join(channel, 0);
        FakeMember reader = far.join(channel, 1);
        reader.socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 7; i++) {
            far.publish(writer, far.frames.ofSize(EIGHTH));
        }
        assertFalse(writer.isReading());
        FakeMember late = far.join(channel, 1);
        assertFalse(late.isReading());
        reader.socket(FakeMember.Socket.TAKES);
        reader.take();
        far.pass(HubRig.STALL);
        assertTrue(writer.isReading());
        assertTrue(late.isReading());
    }

    @Test
    void withoutAPauseTheWindowItselfCounts() {
        HubRig hasty = new HubRig(1, new HubLimits(new Retention(0, 0, Duration.ZERO), new SlowReaderPolicy(WINDOW, 0),
                100, 0, HubRig.HEAP, 100, 0));
        FakeMember writer = hasty.join("c", 0);
        hasty.join("c", 0).socket(FakeMember.Socket.WAITS);
        for (int i = 0; i < 8; i++) {
            hasty.publish(writer, hasty.frames.ofSize(EIGHTH));
        }
        assertEquals(0, hasty.hubs.count(Counter.PARKED));
        hasty.publish(writer, hasty.frames.ofSize(20));
        assertEquals(1, hasty.hubs.count(Counter.PARKED));
        assertFalse(hasty.events.contains("paused"));
    }

    private void stall(FakeMember member) {
        member.socket(FakeMember.Socket.WAITS);
    }

    private void parkSlow() {
        stall(slow);
        publishEighths(7);
        rig.pass(2 * HubRig.STALL);
        assertEquals(1, rig.hubs.count(Counter.PARKED));
    }

    private void take(int writes) {
        for (int i = 0; i < writes; i++) {
            slow.take();
        }
    }

    private void publish(int size) {
        rig.publish(publisher, rig.frames.ofSize(size));
    }

    private void publishEighths(int count) {
        for (int i = 0; i < count; i++) {
            publish(EIGHTH);
        }
    }

    private List<String> news() {
        return rig.events.stream().filter(event -> !event.startsWith("joined")).toList();
    }
}
