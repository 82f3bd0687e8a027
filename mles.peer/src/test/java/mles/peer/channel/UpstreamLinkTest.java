package mles.peer.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.channel.FakeMember;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.Retention;
import mles.server.transport.JoinOptions;
import org.junit.jupiter.api.Test;

/** A channel's end of its link (SPEC 6), on hand-driven loops. */
class UpstreamLinkTest extends UpstreamLinkRig {
    @Test
    void theFirstFrameIsThatOfTheFirstMemberUnderTheKeyOfTheLink() {
        enter();
        assertEquals(List.of("wake"), link.told);
        assertArrayEquals(join(CID, 99), connect(99));
        link.end(rig, LinkOutcome.LOST);
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

    /** Above nothing joins quietly: that server hears of a member, and not what its first frame says. */
    @Test
    void aQuietJoinOpensALinkWithPresence() {
        byte[] hello = TestFrames.bytes(Frame.of(new ConnectionId(CID), 3, Message.of("m77", "c", "hello")).bytes());
        FakeMember a = rig.joinNumbered("c", 0, CID, hello, new JoinOptions(true, null));
        byte[] presence = TestFrames
                .bytes(Frame.of(new ConnectionId(CID), KEY, Message.of("m77", "c", "")).bytes());
        assertArrayEquals(presence, connect(KEY));
        assertEquals(0, rig.hub("c").log().frames());
        byte[] one = rig.frames.ofSize(20);
        byte[] above = rig.frames.ofSize(30);
        rig.ask(a, one, 8);
        link.receive(rig, above);
        assertArrayEquals(one, link.taken());
        assertEquals(List.of("8=1"), a.published());
        assertEquals(List.of(2L), a.numbers());
    }

    /** Of a frame that came from above meanwhile there is an answer, too, and no other one takes it. */
    @Test
    void aRepeatIsAnsweredWithTheNewest() {
        FakeMember a = enter();
        connect(KEY);
        byte[] one = TestFrames.bytes(Frame.of(new ConnectionId(CID), 3, Message.of("m77", "c", "one")).bytes());
        byte[] two = TestFrames.bytes(Frame.of(new ConnectionId(CID), 4, Message.of("m77", "c", "two")).bytes());
        rig.publish(a, one);
        link.end(rig, LinkOutcome.LOST);
        connect(99);
        link.receive(rig, one);
        rig.ask(a, one, 1);
        rig.ask(a, two, 2);
        assertEquals(2, a.published().size());
        assertTrue(a.published().getFirst().startsWith("1="));
        assertTrue(a.published().getLast().startsWith("2="));
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
        link.end(rig, LinkOutcome.LOST);
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
        link.end(rig, LinkOutcome.LOST);
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
        link.end(rig, LinkOutcome.LOST);
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
        link.end(rig, LinkOutcome.REFUSED);
        byte[] two = rig.frames.ofSize(30);
        rig.publish(a, two);
        assertItems(connect(KEY), JOIN, one, two);
        assertEquals(0, link.taken().length);
    }

    @Test
    void whatFitsIntoNoSingleResyncGoesUpInSeveral() {
        rig = new HubRig(1, 1L << 30, HubRig.limits(100, 64 << 20), new PeerUpstream(link, IDLE, HubRig.STALL));
        FakeMember a = enter();
        connect(KEY);
        link.end(rig, LinkOutcome.REFUSED);
        List<byte[]> said = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            said.add(rig.frames.ofSize(1_000_000));
            rig.publish(a, said.getLast());
        }
        List<byte[]> heard = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertFalse(link.told.contains("rejoin"));
            resync(connect(KEY)).items().stream().skip(1).map(TestFrames::bytes)
                    .filter(item -> heard.stream().noneMatch(known -> Arrays.equals(known, item)))
                    .forEach(heard::add);
            link.accept(rig);
            if (link.told.remove("rejoin")) {
                link.end(rig, LinkOutcome.FINISHED);
            }
        }
        assertArrayEquals(TestFrames.join(said), TestFrames.join(heard));
        assertEquals(0, rig.hubs.count(Counter.PEER_DROPPED_FRAMES));
        byte[] next = rig.frames.ofSize(30);
        rig.publish(a, next);
        assertArrayEquals(next, link.taken());
    }

    @Test
    void aSilentServerAboveHasTakenWhatItWasSent() {
        FakeMember a = enter();
        connect(KEY);
        rig.pass(TimeUnit.SECONDS.toNanos(60));
        link.end(rig, LinkOutcome.LOST);
        byte[] one = rig.frames.ofSize(20);
        rig.publish(a, one);
        assertArrayEquals(JOIN, connect(KEY));
        assertArrayEquals(one, link.taken());
    }

    @Test
    void aFrameForWhichNoResyncHasRoomGoesUpByItself() {
        rig = new HubRig(1, 1L << 30, HubRig.limits(100, 64 << 20), new PeerUpstream(link, IDLE, HubRig.STALL));
        FakeMember a = enter();
        connect(KEY);
        link.end(rig, LinkOutcome.REFUSED);
        byte[] largest = rig.frames.ofSize(Header.SIZE + Header.MAX_PAYLOAD);
        rig.publish(a, largest);
        assertArrayEquals(JOIN, connect(KEY));
        assertArrayEquals(largest, link.taken());
    }

    @Test
    void theCopyForAResyncIsCountedUntilItIsTaken() {
        FakeMember a = enter();
        connect(KEY);
        rig.publish(a, rig.frames.ofSize(500_000));
        link.end(rig, LinkOutcome.LOST);
        long before = rig.budget.used();
        link.begin(rig, KEY, Optional.empty());
        assertTrue(rig.budget.used() >= before + 500_000);
        rig.loops.on(rig.loops.get(0), () -> link.channel().open());
        assertTrue(rig.budget.used() <= before);
        link.end(rig, LinkOutcome.LOST);
        link.begin(rig, KEY, Optional.empty());
        link.end(rig, LinkOutcome.LOST);
        assertTrue(rig.budget.used() <= before);
    }

    @Test
    void whatIsOldEnoughIsNotKeptForAResync() {
        rig = rig(0);
        FakeMember a = enter();
        connect(KEY);
        long before = rig.budget.used();
        rig.publish(a, rig.frames.ofSize(300_000));
        assertTrue(rig.budget.used() >= 300_000, "it may be lost yet");
        rig.pass(PresumedDelivered.TRAIL_NANOS + TimeUnit.SECONDS.toNanos(10));
        assertTrue(rig.budget.used() <= before + 1000, (rig.budget.used() - before) + " bytes are kept");
        link.end(rig, LinkOutcome.LOST);
        assertArrayEquals(JOIN, connect(KEY));
    }

    @Test
    void theOldestUnsentBeyondTheWindowAreDroppedAndCounted() {
        rig = rig(1);
        FakeMember a = enter();
        link.unreachable(rig);
        for (int i = 0; i < 30; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        long dropped = rig.hubs.count(Counter.PEER_DROPPED_FRAMES);
        assertTrue(dropped >= 19 && dropped <= 22, dropped + " dropped");
        assertTrue(rig.budget.used() <= WINDOW + (1 << 20) + 4096, rig.budget.used() + " bytes kept");
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
        link.end(rig, LinkOutcome.REFUSED);
        for (int i = 0; i < 15; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        long dropped = rig.hubs.count(Counter.PEER_DROPPED_FRAMES);
        assertTrue(dropped >= 19 && dropped <= 22, dropped + " dropped");
        assertEquals(31 - dropped, resync(connect(KEY)).items().size(), "the join, and what is left");
    }

    @Test
    void aRefusedLinkHasTakenNothingHoweverMuchThatIs() {
        rig = rig(1);
        FakeMember a = enter();
        connect(KEY);
        for (int i = 0; i < 30; i++) {
            rig.publish(a, rig.frames.ofSize(100_000));
        }
        link.end(rig, LinkOutcome.REFUSED);
        byte[] next = connect(KEY);
        assertEquals(30, rig.hubs.count(Counter.PEER_DROPPED_FRAMES) + resync(next).items().size() - 1);
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
        link.end(rig, LinkOutcome.LOST);
        assertTrue(a.isReading());
    }

    @Test
    void whatAMemberBringsBackGoesUpWithinAResyncWhileTheLinkIsYoung() {
        enter();
        connect(KEY);
        byte[] one = rig.frames.ofSize(20);
        rig.joinWith("c", 78, join(78, KEY), one);
        assertTrue(link.told.contains("rejoin deaf"));
        assertEquals(0, link.taken().length);
        link.end(rig, LinkOutcome.LOST);
        assertItems(connect(KEY), JOIN, join(78, KEY), one);
        rig.pass(TimeUnit.SECONDS.toNanos(61));
        byte[] two = rig.frames.ofSize(30);
        rig.joinWith("c", 79, join(79, KEY), two);
        assertArrayEquals(TestFrames.join(join(79, KEY), two), link.taken(), "nobody above can have it");
    }

    @Test
    void whoBringsBackHistoryAgainAndAgainCannotKeepTheLinkDown() {
        enter();
        connect(KEY);
        for (int i = 0; i < 3 * UpstreamHandshake.MOST_REJOINS; i++) {
            FakeMember member = rig.joinWith("c", 78, join(78, KEY), rig.frames.ofSize(30));
            if (link.told.remove("rejoin deaf")) {
                link.end(rig, LinkOutcome.FINISHED);
                connect(KEY);
            }
            rig.leave(member);
        }
        assertEquals(2 * UpstreamHandshake.MOST_REJOINS, link.taken().length / 30);
    }

    @Test
    void comingAndGoingLeavesOneTimer() {
        FakeMember a = enter();
        connect(KEY);
        rig.leave(a);
        int before = rig.loops.get(0).timers();
        for (int i = 0; i < 50; i++) {
            rig.leave(rig.join("c", 0, 78, join(78, KEY)));
        }
        assertTrue(rig.loops.get(0).timers() <= before + 1, rig.loops.get(0).timers() + " timers");
    }

    @Test
    void whatIsReadAndSentIsNotReachedAnyMore() {
        rig = rig(2);
        FakeMember a = enter();
        FakeMember reader = rig.join("c", 0, 78, rig.frames.emptyJoin());
        connect(KEY);
        link.receive(rig, rig.frames.ofSize(1000));
        WeakReference<ByteBuf> early = reader.source();
        for (int i = 0; i < 100; i++) {
            link.receive(rig, rig.frames.ofSize(1000));
        }
        assertForgotten(rig, early);
        early = reader.source();
        for (int i = 0; i < 100; i++) {
            rig.publish(a, rig.frames.ofSize(1000));
        }
        assertForgotten(rig, early);
    }

    private static void assertForgotten(HubRig rig, WeakReference<ByteBuf> memory) {
        rig.pass(TimeUnit.MINUTES.toNanos(1));
        for (int i = 0; i < 20 && memory.get() != null; i++) {
            System.gc();
        }
        assertNull(memory.get(), "what went before is chained to somebody's place");
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
        link.end(rig, LinkOutcome.LOST);
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
        rig.pass(PresumedDelivered.TRAIL_NANOS + TimeUnit.SECONDS.toNanos(10));
        assertFalse(link.channel().needsLink());
    }

    @Test
    void nothingIsLeftOfADroppedChannel() {
        FakeMember a = enter();
        connect(KEY);
        rig.publish(a, rig.frames.ofSize(5000));
        link.end(rig, LinkOutcome.LOST);
        rig.publish(a, rig.frames.ofSize(5000));
        rig.leave(a);
        rig.close();
        assertTrue(link.told.contains("close"));
        assertEquals(2, rig.hubs.count(Counter.PEER_DROPPED_FRAMES), "one may have arrived, one was never sent");
    }

    @Test
    void whatALinkJoinsWithIsOwedUntilTheServerAboveHasIt() {
        byte[] said = TestFrames.bytes(Frame.of(new ConnectionId(CID), KEY, Message.of("m", "c", "hi")).bytes());
        rig.leave(rig.join("c", 0, CID, said));
        assertTrue(link.channel().needsLink(), "its publisher has left, and nobody above knows");
        assertArrayEquals(said, connect(KEY));
        link.end(rig, LinkOutcome.LOST);
        assertTrue(link.channel().needsLink(), "who took it may have been no server");
        connect(KEY);
        link.accept(rig);
        rig.pass(IDLE * 2);
        assertTrue(link.told.contains("rest"));
    }

    @Test
    void aJoinThatSaysNothingIsNotOwed() {
        rig.leave(enter());
        assertFalse(link.channel().needsLink());
    }

    @Test
    void aChannelThatHasSomethingToSendOutlivesItsIdleTime() {
        rig = new HubRig(1, 1L << 30,
                new HubLimits(new Retention(100, 1 << 24, Duration.ZERO), new SlowReaderPolicy(WINDOW, HubRig.STALL),
                        100, HubRig.STALL, HubRig.HEAP, 100, HubRig.MEMORY_STEP),
                new PeerUpstream(link, IDLE, HubRig.STALL));
        FakeMember a = enter();
        byte[] one = rig.frames.ofSize(20);
        rig.publish(a, one);
        rig.leave(a);
        rig.pass(10 * HubRig.STALL);
        assertTrue(rig.has("c"), "the upstream server has not heard it");
        assertArrayEquals(JOIN, connect(KEY));
        link.accept(rig);
        assertArrayEquals(one, link.taken());
        rig.pass(2 * IDLE);
        assertFalse(rig.has("c"));
    }
}
