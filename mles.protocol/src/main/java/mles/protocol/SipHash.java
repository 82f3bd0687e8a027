package mles.protocol;

/**
 * SipHash-2-4 with an all-zero key, fed byte by byte (SPEC 3.1). The key is public by design of the protocol: the hash
 * is a check value, not a signature.
 */
final class SipHash {
    private long v0 = 0x736f6d6570736575L;
    private long v1 = 0x646f72616e646f6dL;
    private long v2 = 0x6c7967656e657261L;
    private long v3 = 0x7465646279746573L;
    private long word;
    private int length;

    void update(byte b) {
        word |= (b & 0xffL) << ((length & 7) << 3);
        length++;
        if ((length & 7) == 0) {
            compress(word);
            word = 0;
        }
    }

    void update(byte[] bytes) {
        for (byte b : bytes) {
            update(b);
        }
    }

    /** Ends the input; the hash cannot be fed any more. */
    long finish() {
        compress(word | ((long) length << 56));
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void compress(long m) {
        v3 ^= m;
        round();
        round();
        v0 ^= m;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}
