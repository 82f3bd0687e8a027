package mles.history;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Head of each batch of whole frames in a segment, all integers big-endian.
 *
 * <pre>
 *  0              4               8            12            20                 24
 * +--------------+---------------+------------+-------------+------------------+------------------
 * | CRC-32C of   | bytes of      | frames     | time stored | CRC-32C of       | whole frames,
 * | the next 20  | frames        |            | ms since    | the frames       | back to back
 * |              |               |            | 1970        |                  |
 * +--------------+---------------+------------+-------------+------------------+------------------
 * </pre>
 *
 * The head has a check of its own, so that a length is never believed that was not written: what runs over the end of a
 * file was cut there, and nothing else.
 *
 * @param bytes  bytes of the frames
 * @param frames how many
 * @param time   when they were appended, in milliseconds since 1970
 * @param crc    CRC-32C of the frames
 */
record RecordHead(int bytes, int frames, long time, int crc) {
    static final int SIZE = 24;
    private static final int CHECKED = 4;

    static RecordHead of(ByteBuffer frames, int count, long time) {
        return new RecordHead(frames.remaining(), count, time, crc(frames));
    }

    void write(ByteBuffer out) {
        int at = out.position();
        out.putInt(0).putInt(bytes).putInt(frames).putLong(time).putInt(crc);
        out.putInt(at, crc(out.slice(at + CHECKED, SIZE - CHECKED)));
    }

    /** {@return whether what stands at {@code at} is a head} */
    static boolean isAt(ByteBuffer in, int at) {
        return in.getInt(at) == crc(in.slice(at + CHECKED, SIZE - CHECKED)) && in.getInt(at + 4) > 0
                && in.getInt(at + 8) > 0;
    }

    static RecordHead read(ByteBuffer in, int at) {
        return new RecordHead(in.getInt(at + 4), in.getInt(at + 8), in.getLong(at + 12), in.getInt(at + 20));
    }

    /** {@return whether these are its frames} */
    boolean matches(ByteBuffer frames) {
        return crc == crc(frames);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
