package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MessageNumbersTest {
    private static final int NUMBERS = 1 << 24;

    @Test
    void numbersRiseByOneAndGoOnInTheNextSession() {
        MessageNumbers numbers = new MessageNumbers();
        long first = numbers.next();
        for (int i = 1; i <= NUMBERS; i++) {
            assertEquals(first + i, numbers.next());
        }
        assertTrue(MessageNumbers.isNumber(first + NUMBERS));
        assertEquals(MessageNumbers.session(first) + 1, MessageNumbers.session(first + NUMBERS));
        assertTrue(numbers.contain(first) && numbers.contain(first + NUMBERS));
        assertFalse(numbers.contain(first - 1) || numbers.contain(first + NUMBERS + 1));
    }

    @Test
    void otherKeysAreNoNumbers() {
        assertTrue(MessageNumbers.isNumber(0x4d23_ffff_ffff_ffffL));
        assertFalse(MessageNumbers.isNumber(0x4d24_0000_0000_0000L));
        assertFalse(MessageNumbers.isNumber(Frames.ownKey()));
    }
}
