package mles.history;

import java.nio.ByteBuffer;
import mles.protocol.Header;
import mles.server.spi.Retention;

/**
 * Size of some frames.
 *
 * @param frames    all of them
 * @param messages  those that are no empty joins
 * @param bytes     of all frames
 * @param joinBytes of empty joins
 */
record Amount(long frames, long messages, long bytes, long joinBytes) {
    static final Amount NONE = new Amount(0, 0, 0, 0);

    /** {@return that of the whole frames that remain in {@code in}} */
    static Amount of(ByteBuffer in) {
        long frames = 0;
        long messages = 0;
        long joinBytes = 0;
        for (int at = in.position(); at < in.limit(); frames++) {
            int size = Header.frameSize(in, at);
            if (Retention.isMessage(in, at, at + size)) {
                messages++;
            } else {
                joinBytes += size;
            }
            at += size;
        }
        return new Amount(frames, messages, in.remaining(), joinBytes);
    }

    /** {@return that of all these segments} */
    static Amount of(Iterable<Segment> segments) {
        Amount sum = NONE;
        for (Segment segment : segments) {
            sum = sum.plus(segment.amount());
        }
        return sum;
    }

    Amount plus(Amount more) {
        return new Amount(frames + more.frames, messages + more.messages, bytes + more.bytes,
                joinBytes + more.joinBytes);
    }

    Amount minus(Amount less) {
        return new Amount(frames - less.frames, messages - less.messages, bytes - less.bytes,
                joinBytes - less.joinBytes);
    }

    long emptyJoins() {
        return frames - messages;
    }
}
