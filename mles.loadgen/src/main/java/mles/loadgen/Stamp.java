package mles.loadgen;

import java.nio.ByteBuffer;

/**
 * The beginning of every payload.
 *
 * <pre>
 *  0             2                             8                             16
 * +-------------+-----------------------------+-----------------------------+-------
 * | publisher   | sequence number (48)        | time sent, nanoseconds (64) | filler
 * +-------------+-----------------------------+-----------------------------+-------
 * </pre>
 */
final class Stamp {
    static final int SIZE = 16;
    static final int MAX_PUBLISHER = 0xffff;

    private static final int TIME_OFFSET = 8;
    private static final int SEQUENCE_BITS = 48;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private Stamp() {
    }

    static void write(ByteBuffer out, int at, int publisher, long sequence, long time) {
        out.putLong(at, (long) publisher << SEQUENCE_BITS | sequence);
        out.putLong(at + TIME_OFFSET, time);
    }

    static long id(ByteBuffer in, int at) {
        return in.getLong(at);
    }

    static long time(ByteBuffer in, int at) {
        return in.getLong(at + TIME_OFFSET);
    }

    static int publisher(long id) {
        return (int) (id >>> SEQUENCE_BITS);
    }

    static long sequence(long id) {
        return id & SEQUENCE_MASK;
    }
}
