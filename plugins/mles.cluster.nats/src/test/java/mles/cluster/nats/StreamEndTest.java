package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StreamEndTest {
    private static final StreamEnd SEEN = new StreamEnd(5, 100);

    @Test
    void laterProbeWithHigherNumberIsTheEnd() {
        assertEquals(new StreamEnd(6, 101), SEEN.then(new StreamEnd(6, 101)));
    }

    @Test
    void laterProbeWithoutHigherNumberIsLoss() {
        assertTrue(SEEN.then(new StreamEnd(6, 100)).isLost());
        assertTrue(SEEN.then(new StreamEnd(6, 3)).then(new StreamEnd(7, 200)).isLost());
    }

    @Test
    void answerThatWasOvertakenIsNoLoss() {
        assertEquals(SEEN, SEEN.then(new StreamEnd(4, 99)));
        assertFalse(SEEN.then(new StreamEnd(4, 99)).isLost());
    }
}
