package mles.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry.Kind;
import mles.server.transport.JoinOptions;
import org.junit.jupiter.api.Test;

/** Numbers of messages from the positions of their entries. */
class EntryNumbersTest extends ClusterRig {
    private static final JoinOptions QUIET = new JoinOptions(true, null);
    private static final long ENTRY = 1 << 20;

    @Test
    void theNumberIsThatOfTheEntry() {
        FakeMember reader = rig.joinNumbered("c", 1, QUIET);
        live();
        assertEquals(new Position(EPOCH, 0), reader.answer().newest());
        give(Kind.MESSAGES, rig.frames.ofSize(30));
        give(Kind.EMPTY_JOINS, emptyJoin(6));
        give(Kind.JOINS, rig.frames.ofSize(30));
        assertEquals(List.of(ENTRY, ENTRY, 3 * ENTRY), reader.numbers());
        assertTrue(relay.proposals.isEmpty(), "a quiet join asks for no place");
        close();
    }

    /** The engine does not say whether it kept everything before the first entry that it brings. */
    @Test
    void whatWasBeforeALoadIsNotKnown() {
        FakeMember early = rig.joinNumbered("c", 1, QUIET);
        newest = new Position(EPOCH, 6);
        relay.sink().entry(new Position(EPOCH, 7), Position.START, entry(Kind.MESSAGES, rig.frames.ofSize(30)), 0);
        newest = new Position(EPOCH, 7);
        live();
        assertEquals(new Position(EPOCH, 7 * ENTRY), early.answer().newest());
        assertEquals(7 * ENTRY, early.answer().first());
        assertTrue(back(6 * ENTRY).answer().gap());
        assertFalse(back(7 * ENTRY - 1).answer().gap(), "a number that no message before may exceed");
        assertFalse(back(7 * ENTRY).answer().gap());
        assertFalse(back(8 * ENTRY - 1).answer().gap());
        assertTrue(back(8 * ENTRY).answer().gap());
        close();
    }

    @Test
    void aLossInBetweenIsAGap() {
        FakeMember reader = rig.joinNumbered("c", 1, QUIET);
        live();
        give(Kind.MESSAGES, rig.frames.ofSize(30));
        newest = new Position(EPOCH, 5);
        relay.sink().lost(newest);
        rig.loops.runAll();
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, reader.closed());
        give(Kind.MESSAGES, rig.frames.ofSize(30));
        FakeMember back = back(ENTRY);
        assertTrue(back.answer().gap());
        assertEquals(List.of(ENTRY, 6 * ENTRY), back.numbers());
        assertFalse(back(6 * ENTRY).answer().gap());
        assertNull(back.closed());
        close();
    }

    private FakeMember back(long number) {
        return rig.joinNumbered("c", 0, new JoinOptions(false, new Position(EPOCH, number)));
    }
}
