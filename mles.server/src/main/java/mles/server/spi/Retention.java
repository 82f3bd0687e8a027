package mles.server.spi;

import java.nio.ByteBuffer;
import java.time.Duration;
import mles.protocol.Frame;
import mles.protocol.Header;

/**
 * Kept part of a channel's history: its newest frames, within three limits (SPEC 5.3). Empty joins are not counted, so that
 * reconnects push out no message; bytes and age limit them like all frames. This is the one place where the rule is.
 *
 * @param maxFrames frames, empty joins not counted; 0 keeps nothing
 * @param maxBytes  bytes of all frames; 0 keeps nothing
 * @param maxAge    age of the oldest; zero is no limit
 */
public record Retention(int maxFrames, long maxBytes, Duration maxAge) {
    /** Keeps everything. */
    public static final Retention ALL = new Retention(Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO);

    /** @throws IllegalArgumentException when a limit is negative */
    public Retention {
        if (maxFrames < 0 || maxBytes < 0 || maxAge.isNegative()) {
            throw new IllegalArgumentException(
                    "retention: expected no negative limit, was " + maxFrames + " frames, " + maxBytes + " bytes, "
                            + maxAge);
        }
    }

    /** {@return whether nothing is kept} */
    public boolean isOff() {
        return maxFrames == 0 || maxBytes == 0;
    }

    /** {@return whether the oldest frame has to go where there are so many messages and bytes} */
    public boolean isExceeded(long messages, long bytes) {
        return messages > maxFrames || bytes > maxBytes;
    }

    /** {@return whether a frame stored at {@code storedAt} is too old at {@code now}, both in milliseconds since 1970} */
    public boolean isTooOld(long storedAt, long now) {
        return !maxAge.isZero() && now - storedAt > maxAge.toMillis();
    }

    /** {@return whether there are so many empty joins that the oldest may go, until there are {@link #maxFrames}} */
    public boolean isCrowded(long emptyJoins) {
        return emptyJoins > 2L * maxFrames;
    }

    /** {@return whether the frame from {@code at} to {@code end}, exclusive, counts as a message} */
    public static boolean isMessage(ByteBuffer in, int at, int end) {
        return !Frame.endsEmpty(in, at, end);
    }

    /** {@return the number of messages among the whole frames that remain in {@code frames}; its position stays} */
    public static int messages(ByteBuffer frames) {
        int count = 0;
        for (int at = frames.position(); at < frames.limit();) {
            int end = at + Header.frameSize(frames, at);
            if (isMessage(frames, at, end)) {
                count++;
            }
            at = end;
        }
        return count;
    }
}
