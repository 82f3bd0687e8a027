package mles.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SipHash-2-4 as its paper words it, over a whole array and with any key, to compare with. */
final class ReferenceSipHash {
    private final long[] v;

    private ReferenceSipHash(long k0, long k1) {
        v = new long[]{k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L,
                k1 ^ 0x7465646279746573L};
    }

    static long hash(long k0, long k1, byte[] message) {
        ReferenceSipHash hash = new ReferenceSipHash(k0, k1);
        int words = message.length / 8 + 1;
        ByteBuffer padded = ByteBuffer.allocate(8 * words).order(ByteOrder.LITTLE_ENDIAN).put(message);
        padded.put(8 * words - 1, (byte) message.length).rewind();
        while (padded.hasRemaining()) {
            long word = padded.getLong();
            hash.v[3] ^= word;
            hash.rounds(2);
            hash.v[0] ^= word;
        }
        hash.v[2] ^= 0xff;
        hash.rounds(4);
        return hash.v[0] ^ hash.v[1] ^ hash.v[2] ^ hash.v[3];
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            half(0, 1, 13);
            v[0] = Long.rotateLeft(v[0], 32);
            half(2, 3, 16);
            half(0, 3, 21);
            half(2, 1, 17);
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }

    private void half(int a, int b, int shift) {
        v[a] += v[b];
        v[b] = Long.rotateLeft(v[b], shift) ^ v[a];
    }
}
