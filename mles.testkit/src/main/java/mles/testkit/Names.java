package mles.testkit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Unique names. */
final class Names {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int BITS = 6;
    private static final AtomicLong NEXT = new AtomicLong(ThreadLocalRandom.current().nextLong());

    private Names() {
    }

    /**
     * {@return a name of {@code length} ASCII letters} Short ones are fresh within a process, and hardly ever those of
     * another one; those of 11 and more never.
     */
    static String fresh(int length) {
        StringBuilder name = new StringBuilder(length);
        long number = NEXT.getAndIncrement();
        for (int i = 0; i < length; i++) {
            name.append(LETTERS.charAt((int) (number >>> (BITS * i % Long.SIZE)) & (LETTERS.length() - 1)));
        }
        return name.toString();
    }
}
