package mles.server.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import org.junit.jupiter.api.Test;

/** A channel's end of its link (SPEC 6), on hand-driven loops. */
class UplinkTest {
    private static final int CID = 77;
    private static final long KEY = 5;
    private static final long WINDOW = 1 << 20;
    private static final long IDLE = TimeUnit.MINUTES.toNanos(10);
    private static final byte[] JOIN = join(CID, KEY);

    private final FakeLink link = new FakeLink();
    private HubRig rig = rig(100);

    @Test
    void theFirstFrameIsThatOfTheFirstMemberUnderTheKeyOfTheLink() {
        enter();
        assertEquals(List.of("wake"), link.told);
        assertArrayEquals(join(CID, 99), connect(99));
        link.lose(rig, false);
        assertArrayEquals(join(0xc0ffee, 98), link.connect(rig, 98, Optional.of(new ConnectionId(0xc0ffee))));
    }

    @Test
    void whatMembersPublishGoesUpAndWhatComesFromAboveDoesNot() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        byte[] above = rig.frames.ofSize(30);
        byte[] two = rig.frames.ofSize(40);
        rig.publish(a, one);
        link.receive(rig, above);
        rig.publish(a, two);
        assertArrayEquals(TestFrames.join(one, two), link.taken());
        assertArrayEquals(above, a.received());
    }

    @Test
    void whatWasPublishedWhileItWasDownIsSentInOrder() {
        FakeMember a = enter();
        byte[] one = rig.frames.ofSize(20);
        byte[] two = rig.frames.ofSize(21);
        rig.publish(a, one);
        rig.publish(a, two);
        assertArrayEquals(JOIN, connect(KEY));
        assertArrayEquals(TestFrames.join(one, two), link.taken());
    }

    @Test
    void aResyncHasTheJoinThenAllThatIsShared() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        byte[] above = rig.frames.ofSize(30);
        rig.publish(a, one);
        link.receive(rig, above);
        link.lose(rig, false);
        byte[] later = rig.frames.ofSize(40);
        rig.publish(a, later);
        assertItems(connect(99), join(CID, 99), one, above);
        assertArrayEquals(later, link.taken());
    }

    @Test
    void aCutFrameIsSentAgainAsAWhole() {
        FakeMember a = enter();
        connect(KEY);
        link.takes(false);
        byte[] one = rig.frames.ofSize(300_000);
        rig.publish(a, one);
        link.take(rig);
        link.lose(rig, false);
        link.takes(true);
        assertArrayEquals(JOIN, connect(KEY), "nothing is shared but the join");
        assertArrayEquals(one, link.taken());
    }

    @Test
    void whatCameFromAboveBehindSomethingUnsentIsShared() {
        FakeMember a = enter();
        connect(KEY);
        link.takes(false);
        byte[] one = rig.frames.ofSize(20);
        byte[] two = rig.frames.ofSize(21);
        byte[] above = rig.frames.ofSize(30);
        rig.publish(a, one);
        link.receive(rig, above);
        rig.publish(a, two);
        link.lose(rig, false);
        link.takes(true);
        assertItems(connect(KEY), JOIN, above);
        link.receive(rig, above);
        assertArrayEquals(above, a.received());
        assertArrayEquals(TestFrames.join(one, two), link.taken());
    }

    @Test
    void aRefusedLinkTakesNothingAndComesWithAllItHas() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        rig.publish(a, one);
        link.lose(rig, true);
        byte[] two = rig.frames.ofSize(30);
        rig.publish(a, two);
        assertItems(connect(KEY), JOIN, one, two);
        assertEquals(0, link.taken().length);
    }

    @Test
    void eachSharedCopyAbsorbsOneOfTheReplay() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        rig.publish(a, one, one);
        rig.pass(2 * LoopGuard.MEMORY_NANOS);
        link.lose(rig, false);
        connect(KEY);
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
        link.lose(rig, false);
        connect(KEY);
        rig.pass(Replay.QUIET_NANOS + LoopGuard.MEMORY_NANOS);
        link.receive(rig, one);
        assertArrayEquals(TestFrames.join(one, one), a.received(), "somebody says it again");
    }

    @Test
    void whatIsOldEnoughIsNotKeptForAResync() {
        rig = rig(0);
        FakeMember a = enter();
        connect(KEY);
        long before = rig.budget.used();
        rig.publish(a, rig.frames.ofSize(300_000));
        assertTrue(rig.budget.used() >= 300_000, "it may be lost yet");
        rig.pass(SafePoint.TRAIL_NANOS + TimeUnit.SECONDS.toNanos(10));
        assertTrue(rig.budget.used() <= before + 1000, (rig.budget.used() - before) + " bytes are kept");
        link.lose(rig, false);
        assertArrayEquals(JOIN, connect(KEY));
    }

    @Test
    void theOldestUnsentBeyondTheWindowAreDroppedAndCounted() {
        rig = rig(1);
        FakeMember a = enter();
        for (int i = 0; i < 30; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        long dropped = rig.hubs.count(Counter.PEER_DROPPED_FRAMES);
        assertTrue(dropped >= 19 && dropped <= 22, dropped + " dropped");
        assertTrue(rig.budget.used() <= WINDOW + (1 << 20), rig.budget.used() + " bytes kept");
        connect(KEY);
        assertEquals((30 - dropped) * 100_000, link.taken().length);
    }

    @Test
    void whatWasWrittenAndNeverArrivedIsCountedWhenItIsDropped() {
        rig = rig(1);
        FakeMember a = enter();
        link.begin(rig, KEY, Optional.empty());
        for (int i = 0; i < 15; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        link.lose(rig, true);
        for (int i = 0; i < 15; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        long dropped = rig.hubs.count(Counter.PEER_DROPPED_FRAMES);
        assertTrue(dropped >= 19 && dropped <= 22, dropped + " dropped");
        assertEquals(31 - dropped, resync(connect(KEY)).items().size(), "the join, and what is left");
    }

    @Test
    void publishersWaitForASlowLinkButNotForAStuckOne() {
        FakeMember a = enter();
        connect(KEY);
        link.takes(false);
        for (int i = 0; i < 8; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        assertFalse(a.isReading());
        assertTrue(link.told.contains("reading false"));
        rig.pass(HubRig.STALL + HubRig.STALL / 4);
        assertTrue(link.told.contains("fail too-slow"));
        link.lose(rig, false);
        assertTrue(a.isReading());
    }

    @Test
    void framesThatComeRoundAreDroppedAndOpenTheRing() {
        FakeMember a = enter();
        FakeMember b = rig.join("c", 0, 78, rig.frames.emptyJoin());
        connect(KEY);
        rig.pass(2 * Replay.QUIET_NANOS);
        byte[] own = rig.frames.ofSize(20);
        rig.publish(a, own);
        int before = a.received().length + b.received().length;
        link.receive(rig, own);
        rig.publish(b, own);
        assertEquals(before, a.received().length + b.received().length);
        assertEquals(2, rig.hubs.count(Counter.PEER_ECHOED_FRAMES));
        rig.pass(TimeUnit.SECONDS.toNanos(2));
        link.receive(rig, own);
        assertTrue(link.told.contains("fail loop"));
        rig.publish(a, own);
        assertTrue(b.received().length > 0, "the same member may say the same again");
    }

    @Test
    void whatAMemberBringsBackGoesUpWithinAResyncWhileTheLinkIsYoung() {
        enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        rig.joinWith("c", 78, join(78, KEY), one);
        assertTrue(link.told.contains("rejoin"));
        assertEquals(0, link.taken().length);
        link.lose(rig, false);
        assertItems(connect(KEY), JOIN, join(78, KEY), one);
        rig.pass(TimeUnit.SECONDS.toNanos(61));
        byte[] two = rig.frames.ofSize(30);
        rig.joinWith("c", 79, join(79, KEY), two);
        assertArrayEquals(TestFrames.join(join(79, KEY), two), link.taken(), "nobody above can have it");
    }

    @Test
    void manyJoinsOfOneMemberInAReplayAreNoRing() {
        enter();
        connect(KEY);
        rig.pass(LoopGuard.MEMORY_NANOS / 2);
        link.receive(rig, JOIN, JOIN, JOIN, JOIN, JOIN, JOIN);
        assertFalse(link.told.contains("fail loop"));
    }

    @Test
    void aLinkWithoutMembersRestsAfterAWhileAndComesBackWithAnother() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        rig.publish(a, one);
        rig.leave(a);
        rig.pass(IDLE / 2);
        byte[] above = rig.frames.ofSize(30);
        link.receive(rig, above);
        assertFalse(link.told.contains("rest"));
        rig.pass(IDLE);
        assertTrue(link.told.contains("rest"));
        link.lose(rig, false);
        rig.join("c", 0, 78, join(78, KEY));
        assertEquals("wake", link.told.getLast());
        assertItems(connect(KEY), join(78, KEY), JOIN, one, above);
    }

    @Test
    void itIsNeededWhileThereIsSomethingToSend() {
        FakeMember a = enter();
        rig.publish(a, rig.frames.ofSize(20));
        rig.leave(a);
        assertTrue(link.channel().needsLink());
        assertTrue(rig.has("c"));
        connect(KEY);
        rig.pass(SafePoint.TRAIL_NANOS + TimeUnit.SECONDS.toNanos(10));
        assertFalse(link.channel().needsLink());
    }

    @Test
    void nothingIsLeftOfADroppedChannel() {
        FakeMember a = enter();
        connect(KEY);
        rig.publish(a, rig.frames.ofSize(5000));
        link.lose(rig, false);
        rig.publish(a, rig.frames.ofSize(5000));
        rig.leave(a);
        rig.loops.ask(rig.hubs::close);
        rig.loops.runAll();
        assertTrue(link.told.contains("close"));
        assertEquals(2, rig.hubs.count(Counter.PEER_DROPPED_FRAMES), "one may have arrived, one was never sent");
        assertEquals(0, rig.budget.used());
        assertEquals(0, rig.allocator.used());
    }

    private HubRig rig(int history) {
        return new HubRig(1, 1L << 30, HubRig.limits(history, WINDOW), new Linking(link, IDLE));
    }

    private FakeMember enter() {
        return rig.join("c", 0, CID, JOIN);
    }

    private byte[] connect(long key) {
        return link.connect(rig, key, Optional.empty());
    }

    private static void assertItems(byte[] frame, byte[]... items) {
        Resync resync = resync(frame);
        assertArrayEquals(TestFrames.join(items),
                TestFrames.join(resync.items().stream().map(TestFrames::bytes).toList()));
        assertEquals(items.length, resync.items().size());
    }

    private static Resync resync(byte[] frame) {
        return Resync.decode(ByteBuffer.wrap(Arrays.copyOfRange(frame, Header.SIZE, frame.length)));
    }

    private static byte[] join(int cid, long key) {
        return TestFrames.bytes(Frame.of(new ConnectionId(cid), key, Message.of("m", "c", "")).bytes());
    }
}
