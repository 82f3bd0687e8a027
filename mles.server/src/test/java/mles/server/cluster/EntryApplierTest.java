package mles.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.log.TestFrames;
import mles.server.spi.RelayEntry.Kind;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.Test;

/** Entries that end members: joins elsewhere, and operators. */
class EntryApplierTest extends ClusterRig {
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
        assertTrue(TestFrames.contains(b.received(), frame));
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
}
