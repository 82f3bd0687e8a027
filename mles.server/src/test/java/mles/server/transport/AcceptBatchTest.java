package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcceptBatchTest {
    private final AcceptBatch batch = new AcceptBatch();

    @Test
    void isSmallAtFirst() {
        assertEquals(AcceptBatch.SMALLEST, size());
    }

    @Test
    void doublesWithEachTurnThatBringsMembersOnly() {
        for (int expected : new int[]{4, 8, 16, 32, 64, 128, 256, 256}) {
            int came = size();
            IntStream.range(0, came).forEach(each -> {
                batch.came();
                batch.admitted();
            });
            assertTrue(size() >= expected, () -> came + " came, then " + size());
        }
        assertEquals(AcceptBatch.LARGEST, size());
    }

    @Test
    void thoseOfOneTurnMayBeAdmittedInTheNext() {
        for (int turn = 0; turn < 10; turn++) {
            int came = size();
            IntStream.range(0, came).forEach(each -> batch.came());
            IntStream.range(0, came).forEach(each -> batch.admitted());
        }
        assertEquals(AcceptBatch.LARGEST, size());
    }

    @Test
    void isSmallAgainWhenStrangersCome() {
        IntStream.range(0, AcceptBatch.LARGEST).forEach(each -> batch.admitted());
        IntStream.range(0, AcceptBatch.LARGEST).forEach(each -> batch.came());
        assertEquals(AcceptBatch.SMALLEST, size());
    }

    @Test
    void fewMembersAmongManyStrangersDoNotEnlargeIt() {
        for (int stranger = 0; stranger < 1000; stranger++) {
            batch.came();
            if (stranger % 3 == 0) {
                batch.admitted();
            }
        }
        assertTrue(size() <= AcceptBatch.SMALLEST + 2, () -> "is " + size());
    }

    private int size() {
        return batch.listener().maxMessagesPerRead();
    }
}
