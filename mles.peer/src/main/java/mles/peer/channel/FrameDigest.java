package mles.peer.channel;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import mles.protocol.Header;

/** 64 bits that stand for all bytes of a frame. They differ from process to process, so that no client can make them collide. */
final class FrameDigest {
    private static final long SEED = new SecureRandom().nextLong();
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private FrameDigest() {
    }

    /** {@return the digest of the frame of {@code size} bytes at index {@code at} of {@code in}, which is big-endian} */
    static long of(ByteBuffer in, int at, int size) {
        return of(mix(SEED ^ in.getLong(at + Long.BYTES)), in, at, size);
    }

    /** {@return a digest of all but the key, which links change in the frame with which they join} */
    static long withoutKey(ByteBuffer in, int at, int size) {
        return of(SEED, in, at, size);
    }

    private static long of(long begun, ByteBuffer in, int at, int size) {
        long digest = mix(begun ^ in.getLong(at));
        int end = at + size;
        int index = at + Header.SIZE;
        for (; index + Long.BYTES <= end; index += Long.BYTES) {
            digest = mix(digest ^ in.getLong(index));
        }
        long rest = 0;
        for (; index < end; index++) {
            rest = (rest << Byte.SIZE) | (in.get(index) & 0xff);
        }
        return mix(digest ^ rest);
    }

    private static long mix(long value) {
        return (value * ODD) ^ Math.unsignedMultiplyHigh(value, SEED | 1);
    }
}
