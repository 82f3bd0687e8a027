package mles.server.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.channel.FakeMember;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayEntry.Kind;
import org.junit.jupiter.api.Test;

/** A channel of a cluster on one server, beside an engine that does what the test says. */
class ClusterSessionTest {
    private static final long ORIGIN = 7;
    private static final long ELSEWHERE = 8;
    private static final long EPOCH = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final int LARGEST = 1000;

    private final FakeRelay relay = new FakeRelay(LARGEST);
    private final HubRig rig = new HubRig(2, limits(), relay, PATIENCE, ORIGIN);
    private Position newest = Position.START;
    private long elsewhere;

    @Test
    void joinsWaitForWhatTheEngineKeeps() {
        FakeMember a = rig.join("c", 0);
        assertEquals(List.of(Position.START), relay.tails);
        byte[] old = rig.frames.ofSize(40);
        give(Kind.MESSAGES, old);
        assertEquals(0, rig.hub("c").members());
        live();
        assertEquals(1, rig.hub("c").members());
        assertArrayEquals(old, a.received());
        close();
    }

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
        assertArrayEquals(TestFrames.join(a.received()), a.received());
        assertFalse(contains(a.received(), own), "its own");
        assertTrue(contains(a.received(), other));
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
        assertTrue(contains(b.received(), TestFrames.join(small, small, small, large, small)));
        close();
    }

    @Test
    void aGapIsFilledFromTheLastPosition() {
        FakeMember a = join(0);
        Position last = newest;
        int asked = relay.tails.size();
        byte[] lost = rig.frames.ofSize(40);
        byte[] next = rig.frames.ofSize(41);
        RelayEntry missed = entry(Kind.MESSAGES, lost);
        Position at = next();
        newest = at;
        give(Kind.MESSAGES, next);
        assertEquals(last, relay.tails.getLast());
        assertEquals(asked + 1, relay.tails.size());
        assertFalse(contains(a.received(), next));
        relay.sink().entry(at, last, missed, 0);
        give(at, Kind.MESSAGES, next);
        live();
        assertTrue(contains(a.received(), TestFrames.join(lost, next)));
        assertEquals(1, count(Counter.CLUSTER_GAPS));
        close();
    }

    @Test
    void anEntryThatComesTwiceIsTakenOnce() {
        FakeMember a = join(0);
        byte[] frame = rig.frames.ofSize(40);
        Position before = newest;
        RelayEntry entry = entry(Kind.MESSAGES, frame);
        newest = next();
        relay.sink().entry(newest, before, entry, 0);
        relay.sink().entry(newest, before, entry, 0);
        rig.loops.runAll();
        int length = a.received().length;
        relay.sink().entry(newest, before, entry, 0);
        rig.loops.runAll();
        assertEquals(length, a.received().length);
        close();
    }

    @Test
    void aFailedProposalIsMadeAgainWhenEverythingIsKnown() {
        FakeMember a = join(0);
        FakeMember b = join(1);
        byte[] frame = rig.frames.ofSize(40);
        rig.publish(a, frame);
        FakeRelay.Proposal first = relay.proposals.remove();
        first.answer().failed(new IOException("no leader"));
        rig.loops.runAll();
        int asked = relay.tails.size();
        rig.pass(TimeUnit.SECONDS.toNanos(1));
        assertEquals(asked + 1, relay.tails.size());
        assertEquals(0, relay.proposals.size());
        live();
        assertEquals(first.entry().batch(), relay.proposals.getFirst().entry().batch());
        takeAll();
        assertTrue(contains(b.received(), frame));
        close();
    }

    @Test
    void aFailedProposalThatWasTakenIsNotMadeAgain() {
        FakeMember a = join(0);
        FakeMember b = join(1);
        byte[] frame = rig.frames.ofSize(40);
        rig.publish(a, frame);
        FakeRelay.Proposal first = relay.proposals.remove();
        first.answer().failed(new IOException("no answer"));
        rig.pass(TimeUnit.SECONDS.toNanos(1));
        give(first.entry());
        live();
        assertEquals(0, relay.proposals.size());
        assertTrue(contains(b.received(), frame));
        assertFalse(contains(a.received(), frame));
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
    void aQuietChannelAsksOnce() {
        join(0);
        int asked = relay.tails.size();
        rig.pass(TimeUnit.SECONDS.toNanos(11));
        assertEquals(asked + 1, relay.tails.size());
        live();
        rig.pass(TimeUnit.SECONDS.toNanos(60));
        assertEquals(asked + 1, relay.tails.size());
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
    void theNewestMemberOfAnIdLives() {
        FakeMember a = rig.join("c", 0, 5, rig.frames.emptyJoin());
        live();
        give(Kind.EMPTY_JOINS, emptyJoin(5));
        assertNull(a.closed(), "its own join comes later");
        takeAll();
        assertNull(a.closed());
        give(Kind.EMPTY_JOINS, emptyJoin(6));
        assertNull(a.closed());
        give(Kind.EMPTY_JOINS, emptyJoin(5));
        assertEquals(CloseReason.DUPLICATE_CID, a.closed());
        close();
    }

    @Test
    void theOwnJoinThatComesAfterItWasGivenUpClosesNobody() {
        FakeMember a = rig.join("c", 0, 5, rig.frames.emptyJoin());
        live();
        byte[] join = emptyJoin(5);
        FakeRelay.Proposal proposal = relay.proposals.remove();
        rig.pass(2 * PATIENCE.toNanos());
        assertNull(a.closed());
        live();
        give(new RelayEntry(Kind.EMPTY_JOINS, ORIGIN, proposal.entry().batch(), ByteBuffer.wrap(join), 1));
        assertNull(a.closed());
        close();
    }

    @Test
    void theLastMemberOfAnIdGivesEverythingBack() {
        FakeMember a = rig.join("c", 0, 5, rig.frames.emptyJoin());
        live();
        takeAll();
        forget();
        give(Kind.EMPTY_JOINS, emptyJoin(5));
        assertEquals(CloseReason.DUPLICATE_CID, a.closed());
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

    @Test
    void aMemberThatWaitedKeepsTheChannelThatAnotherHasLeft() {
        FakeMember a = rig.join("c", 0);
        rig.loops.on(a.loop(), () -> a.membership().leave(CloseReason.UNRESPONSIVE));
        FakeMember b = rig.join("c", 0);
        live();
        takeAll();
        assertEquals(CloseReason.UNRESPONSIVE, a.closed());
        rig.pass(2 * IDLE.toNanos());
        byte[] frame = rig.frames.ofSize(40);
        give(Kind.MESSAGES, frame);
        assertTrue(contains(b.received(), frame));
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
    void operatorsReachAllServers() {
        FakeMember a = rig.join("c", 0, 5, rig.frames.emptyJoin());
        live();
        takeAll();
        byte[] message = rig.frames.ofSize(40);
        give(Kind.MESSAGES, message);
        boolean[] told = new boolean[1];
        rig.loops.on(rig.loops.get(0), () -> {
        });
        rig.hub("c").historyWriter().clear(done -> told[0] = done);
        rig.loops.runAll();
        assertFalse(told[0]);
        takeAll();
        assertTrue(told[0]);
        assertEquals(0, rig.hub("c").log().frames());
        give(new RelayEntry(Kind.EVICT, ELSEWHERE, ++elsewhere, ByteBuffer.allocate(4).putInt(0, 5), 0));
        assertEquals(CloseReason.EVICTED, a.closed());
        close();
    }

    @Test
    void anEngineWithoutItsDataBeginsAnew() {
        FakeMember a = join(0);
        byte[] old = rig.frames.ofSize(40);
        give(Kind.MESSAGES, old);
        byte[] fresh = rig.frames.ofSize(41);
        Position last = newest;
        relay.sink().entry(new Position(EPOCH + 1, 1), last, entry(Kind.MESSAGES, fresh), 0);
        rig.loops.runAll();
        assertTrue(rig.events.contains("cluster reset"));
        assertTrue(contains(a.received(), TestFrames.join(old, fresh)));
        assertEquals(1, rig.hub("c").log().frames());
        close();
    }

    @Test
    void theStartOfAnEpochIsBehindAnyStart() {
        FakeMember a = rig.join("c", 0);
        byte[] old = rig.frames.ofSize(40);
        newest = new Position(EPOCH, 0);
        give(Kind.MESSAGES, old);
        live();
        assertArrayEquals(old, a.received());
        byte[] fresh = rig.frames.ofSize(41);
        newest = new Position(EPOCH + 1, 0);
        give(Kind.MESSAGES, fresh);
        assertFalse(contains(a.received(), fresh), "asked for, since something may be lost");
        newest = new Position(EPOCH + 1, 0);
        give(Kind.MESSAGES, fresh);
        assertTrue(contains(a.received(), fresh));
        close();
    }

    @Test
    void anEngineThatIsEmptyBeginsAnewAtOnce() {
        join(0);
        give(Kind.MESSAGES, rig.frames.ofSize(40));
        newest = new Position(EPOCH + 1, 0);
        relay.sink().live(newest);
        rig.loops.runAll();
        assertTrue(rig.events.contains("cluster reset"));
        assertEquals(0, rig.hub("c").log().frames());
        FakeMember b = join(1);
        byte[] fresh = rig.frames.ofSize(41);
        give(Kind.MESSAGES, fresh);
        assertTrue(contains(b.received(), fresh));
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
    void whatTheEngineNoLongerHasIsTold() {
        FakeMember a = join(0);
        newest = new Position(EPOCH, 50);
        relay.sink().lost(newest);
        byte[] next = rig.frames.ofSize(40);
        give(Kind.MESSAGES, next);
        live();
        assertTrue(contains(a.received(), next));
        assertTrue(rig.events.contains("cluster lost"));
        close();
    }

    @Test
    void aReaderThatIsFarBehindStopsTheEngine() {
        FakeMember a = join(0);
        a.socket(FakeMember.Socket.WAITS);
        boolean wanted = true;
        int given = 0;
        while (wanted && given < 5000) {
            Position before = newest;
            newest = next();
            wanted = relay.sink().entry(newest, before, entry(Kind.MESSAGES, rig.frames.ofSize(LARGEST)), 0);
            given++;
            rig.loops.runAll();
        }
        assertTrue(given < 2000, "the window is a mebibyte: " + given);
        int asked = relay.tails.size();
        a.socket(FakeMember.Socket.TAKES);
        a.take();
        rig.pass(TimeUnit.SECONDS.toNanos(1));
        assertEquals(asked + 1, relay.tails.size(), "it goes on where it stopped");
        close();
    }

    private static HubLimits limits() {
        HubLimits limits = HubRig.limits(100, 1 << 20);
        return new HubLimits(limits.retention(), limits.slowReaders(), limits.channels(), IDLE.toNanos(),
                limits.heapBytes(), limits.nameBytes(), limits.memoryStepNanos());
    }

    /** The channel has no history any more, so that it ends with its last member. */
    private void forget() {
        rig.loops.on(rig.home("c"), () -> rig.hub("c").clearHistory());
    }

    private FakeMember join(int loop) {
        FakeMember member = rig.join("c", loop);
        if (rig.hub("c").historyWriter().isLoading()) {
            live();
        }
        takeAll();
        return member;
    }

    /** Takes all proposals, and brings them back. */
    private void takeAll() {
        while (!relay.proposals.isEmpty()) {
            FakeRelay.Proposal next = relay.proposals.remove();
            next.answer().stored();
            give(next.entry());
        }
    }

    private void give(Kind kind, byte[] frames) {
        give(entry(kind, frames));
    }

    private void give(RelayEntry entry) {
        Position before = newest;
        newest = next();
        relay.sink().entry(newest, before, entry, 0);
        rig.loops.runAll();
    }

    private void give(Position before, Kind kind, byte[] frames) {
        relay.sink().entry(newest, before, entry(kind, frames), 0);
        rig.loops.runAll();
    }

    private RelayEntry entry(Kind kind, byte[] frames) {
        return new RelayEntry(kind, ELSEWHERE, ++elsewhere, ByteBuffer.wrap(frames).asReadOnlyBuffer(), 1);
    }

    private Position next() {
        return new Position(newest.epoch() == 0 ? EPOCH : newest.epoch(), newest.number() + 1);
    }

    private void live() {
        relay.sink().live(newest.number() == 0 ? new Position(EPOCH, 0) : newest);
        if (newest.number() == 0) {
            newest = new Position(EPOCH, 0);
        }
        rig.loops.runAll();
    }

    private long count(Counter counter) {
        return rig.hubs.count(counter);
    }

    /** Ends the channel, after which everything is given back. */
    private void close() {
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.settle();
        rig.close();
    }

    private static byte[] frames(RelayEntry entry) {
        return TestFrames.bytes(entry.frames());
    }

    private static byte[] emptyJoin(int cid) {
        return TestFrames.bytes(Frame.of(new ConnectionId(cid), 1, Message.of("u", "c", "")).bytes());
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
