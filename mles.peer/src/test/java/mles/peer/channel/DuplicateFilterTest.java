package mles.peer.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import mles.server.channel.FakeMember;
import mles.server.delivery.Cursor;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import org.junit.jupiter.api.Test;

/** Frames that come to a linked channel a second time, from above or round a ring (SPEC 6.3, 6.4), on hand-driven loops. */
class DuplicateFilterTest extends UpstreamLinkRig {
    @Test
    void eachSharedCopyAbsorbsOneOfTheReplay() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        rig.publish(a, one, one);
        rig.pass(2 * RecentFrames.MEMORY_NANOS);
        reconnect();
        byte[] fresh = rig.frames.ofSize(30);
        link.receive(rig, JOIN, one, fresh, one, one);
        assertArrayEquals(TestFrames.join(fresh, one), a.received());
        assertEquals(3, rig.hubs.count(Counter.PEER_KNOWN_FRAMES));
    }

    @Test
    void theJoinIsKnownUnderAnotherKey() {
        FakeMember a = enter();
        connect(KEY);
        link.receive(rig, join(CID, 2));
        assertEquals(0, a.received().length);
    }

    @Test
    void aReplayIsOverWhenNoneOfItCameForAWhile() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        link.receive(rig, one);
        reconnect();
        rig.pass(ReplayFilter.PATIENCE_NANOS);
        link.receive(rig, one);
        assertArrayEquals(TestFrames.join(one, one), a.received(), "somebody says it again");
    }

    @Test
    void aHeartbeatIsNotTakenForAReplayForLong() {
        FakeMember a = enter();
        connect(KEY);
        byte[] beat = rig.frames.ofSize(40);
        for (int i = 0; i < 50; i++) {
            link.receive(rig, beat);
            rig.pass(TimeUnit.SECONDS.toNanos(2));
        }
        reconnect();
        int before = a.received().length;
        for (int i = 0; i < 4; i++) {
            link.receive(rig, beat);
            rig.pass(TimeUnit.SECONDS.toNanos(2));
        }
        assertEquals(before + beat.length, a.received().length, "the fourth, six seconds behind the first");
    }

    @Test
    void aReplayMayComeSlowlyAndIsNotOverWhileItIsNotRead() {
        rig = rig(100);
        FakeMember a = enter();
        connect(KEY);
        byte[] large = rig.frames.ofSize((int) (10 * ReplayFilter.SLOWEST));
        byte[] last = rig.frames.ofSize(20);
        link.receive(rig, large, last);
        int heard = a.received().length;
        reconnect();
        link.receive(rig, JOIN);
        rig.pass(TimeUnit.SECONDS.toNanos(4));
        link.receive(rig, large);
        rig.loops.on(rig.loops.get(0), () -> rig.hub("c").upstream().pause(Cursor.Pause.MEMORY, true));
        rig.pass(TimeUnit.SECONDS.toNanos(60));
        rig.loops.on(rig.loops.get(0), () -> rig.hub("c").upstream().pause(Cursor.Pause.MEMORY, false));
        link.receive(rig, last);
        assertEquals(heard, a.received().length);
    }

    @Test
    void aReplayWithNothingKnownInItIsAGap() {
        rig = rig(3);
        enter();
        connect(KEY);
        byte[] known = rig.frames.ofSize(20);
        byte[] join = rig.frames.emptyJoin();
        link.receive(rig, join, known);
        reconnect();
        link.receive(rig, join, known, rig.frames.ofSize(20));
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        assertEquals(0, rig.hubs.count(Counter.PEER_GAPS));
        reconnect();
        link.receive(rig, join, rig.frames.ofSize(20));
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        assertEquals(1, rig.hubs.count(Counter.PEER_GAPS));
    }

    @Test
    void aLinkThatIsLostBeforeItHeardEnoughIsNoGap() {
        enter();
        connect(KEY);
        byte[] known = rig.frames.ofSize(20);
        byte[] fresh = rig.frames.ofSize(20);
        link.receive(rig, known);
        reconnect();
        link.receive(rig, fresh);
        reconnect();
        link.receive(rig, fresh, known);
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        reconnect();
        assertEquals(0, rig.hubs.count(Counter.PEER_GAPS));
    }

    @Test
    void whatALostLinkBroughtBackDoesNotHideAGap() {
        enter();
        connect(KEY);
        byte[] known = rig.frames.ofSize(20);
        byte[] seen = rig.frames.ofSize(20);
        byte[] next = rig.frames.ofSize(20);
        link.receive(rig, known);
        reconnect();
        link.receive(rig, seen);
        reconnect();
        link.receive(rig, next, known);
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        assertEquals(1, rig.hubs.count(Counter.PEER_GAPS), "the one before it was dropped for it");
    }

    @Test
    void aGapIsCountedOnceAlthoughTheLinkIsLostAgainAndAgain() {
        enter();
        connect(KEY);
        link.receive(rig, rig.frames.ofSize(20));
        byte[] seen = rig.frames.ofSize(20);
        for (int i = 0; i < 3; i++) {
            reconnect();
            link.receive(rig, seen);
        }
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        reconnect();
        link.receive(rig, seen);
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        assertEquals(1, rig.hubs.count(Counter.PEER_GAPS));
    }

    @Test
    void whatMayNeverHaveArrivedIsNotMissed() {
        FakeMember a = enter();
        connect(KEY);
        rig.publish(a, rig.frames.ofSize(20));
        reconnect();
        link.receive(rig, rig.frames.ofSize(20));
        rig.pass(TimeUnit.SECONDS.toNanos(20));
        assertEquals(0, rig.hubs.count(Counter.PEER_GAPS));
    }

    @Test
    void framesThatComeRoundAreDroppedAndOpenTheRing() {
        FakeMember a = enter();
        FakeMember b = rig.join("c", 0, 78, rig.frames.emptyJoin());
        connect(KEY);
        rig.pass(2 * ReplayFilter.QUIET_NANOS);
        int before = a.received().length + b.received().length;
        int said = 0;
        for (int i = 0; i < EchoCounter.ENOUGH; i++) {
            byte[] own = rig.frames.ofSize(20);
            said += own.length;
            rig.publish(a, own);
            link.receive(rig, own);
            rig.pass(TimeUnit.SECONDS.toNanos(1));
        }
        assertEquals(before + said, a.received().length + b.received().length, "heard by b, once");
        assertEquals(EchoCounter.ENOUGH, rig.hubs.count(Counter.PEER_ECHOED_FRAMES));
        assertTrue(link.told.contains("fail loop"));
    }

    @Test
    void whatTheLinkJoinsWithAnewIsKnownWhenItComesRound() {
        FakeMember a = enter();
        FakeMember below = rig.join("c", 0, 78, rig.frames.emptyJoin());
        connect(KEY);
        rig.pass(2 * RecentFrames.MEMORY_NANOS);
        reconnect();
        int before = a.received().length;
        rig.publish(below, JOIN);
        assertEquals(before, a.received().length);
        rig.pass(2 * RecentFrames.MEMORY_NANOS);
        rig.publish(below, JOIN);
        assertEquals(before + JOIN.length, a.received().length, "somebody says it again");
    }

    @Test
    void whatAMemberBroughtBackIsKnownWhenItComesRoundAndIsNoRing() {
        FakeMember a = enter();
        connect(KEY);
        byte[][] items = {join(78, KEY), rig.frames.ofSize(20), rig.frames.ofSize(21), rig.frames.ofSize(22)};
        FakeMember below = rig.joinWith("c", 78, items);
        connect(KEY);
        int before = a.received().length;
        rig.publish(below, items);
        rig.pass(TimeUnit.SECONDS.toNanos(2));
        rig.publish(below, items);
        assertEquals(before, a.received().length);
        assertEquals(2, rig.hub("c").members(), "it stays");
        rig.pass(RecentFrames.MEMORY_NANOS);
        rig.publish(below, items);
        assertEquals(before + TestFrames.join(items).length, a.received().length, "they are said again");
    }

    @Test
    void whatAMemberJoinsWithItMaySayAgain() {
        FakeMember a = enter();
        connect(KEY);
        byte[] reading = rig.frames.ofSize(20);
        int before = a.received().length;
        FakeMember sensor = rig.join("c", 0, 78, reading);
        rig.publish(sensor, reading, reading);
        assertEquals(before + 3 * reading.length, a.received().length);
    }

    @Test
    void twoMembersWhoSayTheSameAreNoRing() {
        FakeMember a = enter();
        FakeMember b = rig.join("c", 0, 78, rig.frames.emptyJoin());
        connect(KEY);
        rig.pass(2 * ReplayFilter.QUIET_NANOS);
        byte[] beat = rig.frames.ofSize(20);
        for (int i = 0; i < 10; i++) {
            rig.publish(a, beat);
            rig.pass(TimeUnit.SECONDS.toNanos(1));
            link.receive(rig, beat);
        }
        assertFalse(link.told.contains("fail loop"));
        rig.pass(2 * RecentFrames.MEMORY_NANOS);
        int before = b.received().length;
        link.receive(rig, beat);
        assertEquals(before + beat.length, b.received().length, "only what comes at the same time is the same");
    }

    @Test
    void aMemberThatSendsBackWhatItGotIsNotHeard() {
        enter();
        FakeMember mirror = rig.join("c", 0, 78, rig.frames.emptyJoin());
        connect(KEY);
        rig.pass(2 * ReplayFilter.QUIET_NANOS);
        for (int i = 0; i < EchoCounter.ENOUGH; i++) {
            byte[] above = rig.frames.ofSize(20);
            link.receive(rig, above);
            rig.publish(mirror, above);
            rig.pass(TimeUnit.SECONDS.toNanos(1));
        }
        assertNull(mirror.closed());
        assertEquals(EchoCounter.ENOUGH, rig.hubs.count(Counter.PEER_ECHOED_FRAMES));
        assertFalse(link.told.contains("fail loop"));
    }

    @Test
    void whatIsRememberedAgainstRingsIsCountedAndForgotten() {
        FakeMember a = enter();
        connect(KEY);
        rig.pass(TimeUnit.MINUTES.toNanos(1));
        long before = rig.budget.used();
        for (int i = 0; i < 3000; i++) {
            rig.publish(a, rig.frames.ofSize(17));
        }
        long most = rig.budget.used() - before;
        assertTrue(most > 3000 * 24 && most < 3000 * 24 * 8, most + " bytes");
        rig.pass(TimeUnit.MINUTES.toNanos(1));
        assertTrue(rig.budget.used() < before + 3000 * 24, rig.budget.used() - before + " bytes are kept");
    }

    @Test
    void manyJoinsOfOneMemberInAReplayAreNoRing() {
        enter();
        connect(KEY);
        rig.pass(RecentFrames.MEMORY_NANOS / 2);
        link.receive(rig, JOIN, JOIN, JOIN, JOIN, JOIN, JOIN);
        assertFalse(link.told.contains("fail loop"));
    }

    private void reconnect() {
        link.end(rig, LinkOutcome.LOST);
        connect(KEY);
    }
}
