package mles.server.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.RelayEntry.Kind;
import org.junit.jupiter.api.Test;

/** Frames of members on their way to a place, and those that get none. */
class ProposalsTest extends ClusterRig {
    @Test
    void framesAreReadInTheOrderOfTheEngine() {
        FakeMember a = join(0);
        FakeMember b = join(1);
        byte[] own = rig.frames.ofSize(40);
        byte[] other = rig.frames.ofSize(41);
        rig.publish(a, own);
        byte[] before = b.received();
        give(Kind.MESSAGES, other);
        takeAll();
        assertArrayEquals(TestFrames.join(before, other, own), b.received());
        assertFalse(TestFrames.contains(a.received(), own), "its own");
        assertTrue(TestFrames.contains(a.received(), other));
        close();
    }

    @Test
    void oneProposalIsUnderWayAndTheRestIsTheNext() {
        FakeMember a = join(0);
        byte[] first = rig.frames.ofSize(40);
        byte[] second = rig.frames.ofSize(41);
        byte[] third = rig.frames.ofSize(42);
        rig.publish(a, first);
        rig.publish(a, second);
        rig.publish(a, third);
        assertEquals(1, relay.proposals.size());
        assertArrayEquals(first, frames(relay.proposals.getFirst().entry()));
        Objects.requireNonNull(relay.proposals.peek()).answer().stored();
        rig.loops.runAll();
        assertEquals(2, relay.proposals.size());
        assertArrayEquals(TestFrames.join(second, third), frames(relay.proposals.getLast().entry()));
        assertEquals(2, relay.proposals.getLast().entry().count());
        takeAll();
        close();
    }

    @Test
    void aBatchIsNoLongerThanAnEntry() {
        FakeMember a = join(0);
        byte[] small = rig.frames.ofSize(400);
        byte[] large = rig.frames.ofSize(LARGEST);
        rig.publish(a, small, small, small, large, small);
        FakeMember b = join(1);
        takeAll();
        assertTrue(TestFrames.contains(b.received(), TestFrames.join(small, small, small, large, small)));
        close();
    }

    @Test
    void aFailedProposalIsMadeAgainWhenEverythingIsKnown() {
        FakeMember a = join(0);
        FakeMember b = join(1);
        byte[] frame = rig.frames.ofSize(40);
        rig.publish(a, frame);
        int asked = relay.tails.size();
        FakeRelay.Proposal first = fail("no leader");
        assertEquals(asked + 1, relay.tails.size());
        assertEquals(0, relay.proposals.size());
        live();
        assertEquals(first.entry().batch(), relay.proposals.getFirst().entry().batch());
        takeAll();
        assertTrue(TestFrames.contains(b.received(), frame));
        close();
    }

    @Test
    void aFailedProposalThatWasTakenIsNotMadeAgain() {
        FakeMember a = join(0);
        FakeMember b = join(1);
        byte[] frame = rig.frames.ofSize(40);
        rig.publish(a, frame);
        FakeRelay.Proposal first = fail("no answer");
        give(first.entry());
        live();
        assertEquals(0, relay.proposals.size());
        assertTrue(TestFrames.contains(b.received(), frame));
        assertFalse(TestFrames.contains(a.received(), frame));
        close();
    }

    @Test
    void aPlaceThatDoesNotComeBackIsAskedFor() {
        FakeMember a = join(0);
        rig.publish(a, rig.frames.ofSize(40));
        FakeRelay.Proposal proposal = relay.proposals.remove();
        proposal.answer().stored();
        int asked = relay.tails.size();
        rig.pass(TimeUnit.SECONDS.toNanos(2));
        assertEquals(asked + 1, relay.tails.size());
        give(proposal.entry());
        live();
        close();
    }

    @Test
    void aMemberLeavesWhenItsFramesHaveTheirPlace() {
        FakeMember a = join(0);
        rig.publish(a, rig.frames.ofSize(40));
        rig.leave(a);
        assertNull(a.closed());
        takeAll();
        assertEquals(CloseReason.LEFT, a.closed());
        close();
    }

    @Test
    void publishersEndAndReadersStayWithoutAnEngine() {
        FakeMember a = join(0);
        FakeMember b = join(1);
        rig.publish(a, rig.frames.ofSize(40));
        rig.leave(a);
        relay.proposals.clear();
        rig.pass(PATIENCE.toNanos() / 2);
        assertTrue(rig.events.contains("cluster down: no answer in time"), rig.events.toString());
        assertFalse(rig.cluster().isUp());
        assertNull(a.closed());
        rig.pass(PATIENCE.toNanos());
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, a.closed());
        assertNull(b.closed());
        assertEquals(1, count(Counter.CLUSTER_DROPPED_FRAMES));
        FakeMember late = rig.join("c", 0);
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, late.closed());
        live();
        assertTrue(rig.cluster().isUp());
        join(0);
        close();
    }

    @Test
    void aChannelThatCannotBeOpenedRefusesJoins() {
        FakeMember a = rig.join("c", 0);
        rig.pass(PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(1));
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, a.closed());
        assertFalse(rig.has("c"));
        assertTrue(relay.isClosed());
        close();
    }

    @Test
    void allThatWaitAreRefusedForOneReason() {
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 1);
        rig.pass(PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(1));
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, a.closed());
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, b.closed());
        assertFalse(rig.has("c"));
        close();
    }

    @Test
    void nothingIsProposedBeforeTheAnswerToWhatWasGivenUp() {
        FakeMember a = join(0);
        rig.publish(a, rig.frames.ofSize(40));
        FakeRelay.Proposal first = relay.proposals.remove();
        rig.pass(2 * PATIENCE.toNanos());
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, a.closed());
        live();
        rig.join("c", 0);
        assertEquals(0, relay.proposals.size());
        first.answer().failed(new IOException("no leader"));
        rig.loops.runAll();
        assertEquals(1, relay.proposals.size());
        takeAll();
        close();
    }

    @Test
    void theLastMemberIsToldThatItsFramesWereGivenUp() {
        FakeMember a = join(0);
        forget();
        rig.publish(a, rig.frames.ofSize(40));
        rig.leave(a);
        rig.pass(2 * PATIENCE.toNanos());
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, a.closed());
        assertEquals(1, rig.events.stream().filter(event -> event.startsWith("closed")).count(), rig.events.toString());
        close();
    }
}
