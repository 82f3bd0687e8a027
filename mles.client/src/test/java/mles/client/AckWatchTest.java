package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AckWatchTest {
    @Test
    void aNetworkIsDeadWhenNothingWasAcknowledgedForFiveLooks() {
        assertEquals(5, looksUntilDead(4, 5, 6, 6, 7, 7));
        assertEquals(8, looksUntilDead(0, 0, 0, 4, 5, 6, 6, 7));
        assertTrue(4 * AckWatch.LOOK_MILLIS + 2 * AckWatch.LOOK_MILLIS <= 30_000,
                "half a minute, with the look before");
    }

    @Test
    void anAcknowledgementBetweenTwoLooksShows() {
        assertEquals(-1, looksUntilDead(1, 2, 3, 4, 0, 1, 2, 3, 4, 0));
        assertEquals(-1, looksUntilDead(1, 2, 3, 4, 3, 4, 5, 6, 1, 2, 3, 4));
        assertEquals(9, looksUntilDead(1, 2, 3, 4, 3, 4, 5, 6, 7));
    }

    private static int looksUntilDead(int... retransmissions) {
        AckWatch watch = new AckWatch();
        return IntStream.range(0, retransmissions.length).filter(i -> watch.isDead(retransmissions[i]))
                .map(i -> i + 1).findFirst().orElse(-1);
    }
}
