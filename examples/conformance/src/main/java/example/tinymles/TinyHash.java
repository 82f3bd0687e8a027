package example.tinymles;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SipHash-2-4 under a key of zeros. */
final class TinyHash {
    private TinyHash() {
    }

    static long of(byte[] in, boolean withLength) {
        ByteBuffer words = ByteBuffer.allocate(in.length / 8 * 8 + 8).order(ByteOrder.LITTLE_ENDIAN);
        words.put(in);
        if (withLength) {
            words.put(words.capacity() - 1, (byte) in.length);
        }
        long[] v = {0x736f6d6570736575L, 0x646f72616e646f6dL, 0x6c7967656e657261L, 0x7465646279746573L};
        for (int at = 0; at < words.capacity(); at += 8) {
            long word = words.getLong(at);
            v[3] ^= word;
            rounds(v, 2);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        rounds(v, 4);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void rounds(long[] v, int count) {
        for (int i = 0; i < count; i++) {
            v[0] += v[1];
            v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
            v[0] += v[3];
            v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
            v[2] += v[1];
            v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }
}
