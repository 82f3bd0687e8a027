package mles.client;

import java.security.SecureRandom;

/**
 * Numbers of a session's messages, for the key field, which is free after joining (SPEC 3.5). They tell messages apart that
 * are equal otherwise, and the numbers of a session rise by one.
 *
 * <pre>
 * | 0x4d23 16 bits | session 24 bits, random | number 24 bits |
 * </pre>
 *
 * <p>
 * A session that runs out of numbers goes on in the next session field. One thread at a time takes numbers, any asks.
 */
final class MessageNumbers {
    private static final int MARK = 0x4d23;
    private static final int MARK_SHIFT = 48;
    private static final int NUMBER_BITS = 24;
    /** Half of the session fields: the other half is room to go on. */
    private static final long SESSIONS = 1L << 23;

    private final long first = (long) MARK << MARK_SHIFT | new SecureRandom().nextLong(SESSIONS) << NUMBER_BITS;
    private volatile long next = first;

    /** {@return the key field of the next message} */
    long next() {
        long number = next;
        next = number + 1;
        return number;
    }

    /** {@return whether {@code key} is a number that was given out here} */
    boolean contain(long key) {
        return key >= first && key < next;
    }

    /** {@return whether {@code key} looks like a number of any session} */
    static boolean isNumber(long key) {
        return key >>> MARK_SHIFT == MARK;
    }

    /** {@return the session field of a number} */
    static int session(long number) {
        return (int) (number >>> NUMBER_BITS);
    }
}
