package mles.server.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.server.channel.FakeMember;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry.Kind;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.Test;

/** Positions of a channel: what is taken, what is asked for again, and when the engine has lost something. */
class TailTest extends ClusterRig {
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
        assertFalse(TestFrames.contains(a.received(), next));
        relay.sink().entry(at, last, missed, 0);
        give(at, Kind.MESSAGES, next);
        live();
        assertTrue(TestFrames.contains(a.received(), TestFrames.join(lost, next)));
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
    void anEngineWithoutItsDataBeginsAnew() {
        FakeMember a = join(0);
        byte[] old = rig.frames.ofSize(40);
        give(Kind.MESSAGES, old);
        byte[] fresh = rig.frames.ofSize(41);
        Position last = newest;
        relay.sink().entry(new Position(EPOCH + 1, 1), last, entry(Kind.MESSAGES, fresh), 0);
        rig.loops.runAll();
        assertTrue(rig.events.contains("cluster reset"));
        assertTrue(TestFrames.contains(a.received(), TestFrames.join(old, fresh)));
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
        assertFalse(TestFrames.contains(a.received(), fresh), "asked for, since something may be lost");
        newest = new Position(EPOCH + 1, 0);
        give(Kind.MESSAGES, fresh);
        assertTrue(TestFrames.contains(a.received(), fresh));
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
        assertTrue(TestFrames.contains(b.received(), fresh));
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
        assertTrue(TestFrames.contains(a.received(), next));
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
}
