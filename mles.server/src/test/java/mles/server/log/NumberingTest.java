package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import mles.server.memory.MemoryBudget;
import mles.server.spi.Position;
import mles.server.spi.StoredPositions;
import mles.server.transport.JoinAnswer;
import org.junit.jupiter.api.Test;

/** Epochs of a log whose first messages are of earlier lives. */
class NumberingTest {
    private static final StoredPositions STORED = new StoredPositions(List.of(new Position(7, 0), new Position(8, 11)),
            12);

    private final Numbering numbering = new Numbering(() -> 1000, new MemoryBudget(1 << 20));

    /** Positions of the newest stored epoch are good for longer than those of a life that may stay without messages. */
    @Test
    void storedMessagesHaveAStoredEpoch() {
        numbering.appended(3, 3, 0);
        long epoch = numbering.loaded(STORED).epoch();
        assertNotEquals(8, epoch);
        assertEquals(new JoinAnswer(new Position(8, 12), epoch, 10, false), numbering.answer(null, 3));
        numbering.appended(1, 4, 0);
        assertEquals(new JoinAnswer(new Position(epoch, 13), epoch, 10, false), numbering.answer(null, 4));
        NumberWalk walk = numbering.walk(0, 4);
        for (Position expected : List.of(new Position(8, 10), new Position(8, 11), new Position(8, 12),
                new Position(epoch, 13))) {
            walk.next(true);
            assertEquals(expected, new Position(walk.epoch(), walk.number()));
        }
        walk.close();
    }

    @Test
    void numbersThatMeanOtherMessagesHaveNoStoredEpoch() {
        numbering.appended(3, 3, 0);
        numbering.loaded(STORED);
        numbering.renew();
        assertEquals(new Position(numbering.epoch(), 12), numbering.answer(null, 3).newest());
    }
}
