package mles.server.hub;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** 64 bits that stand for all bytes of a frame. They differ from process to process, so nobody can make them collide. */
final class Digest {
    private static final long SEED = new SecureRandom().nextLong();
    private static final long ODD = 0x9e3779b97f4a7c15L;

    private Digest() {
    }

    /** {@return the digest of {@code size} bytes of {@code in}, which is big-endian, from index {@code at} on} */
    static long of(ByteBuffer in, int at, int size) {
        long digest = SEED ^ size;
        int end = at + size;
        int index = at;
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
