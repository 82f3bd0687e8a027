package mles.testkit;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The ways in which bytes come to harm. None changes the array that it is given. */
enum Harm {
    /** A bit is another. */
    BIT {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            byte[] harmed = bytes.clone();
            if (harmed.length > 0) {
                harmed[random.nextInt(harmed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return harmed;
        }
    },
    /** The end is missing. */
    CUT {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
    },
    /** A piece is missing. */
    GAP {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            int at = random.nextInt(bytes.length + 1);
            return replaced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(MOST_PIECE)), NOTHING);
        }
    },
    /** Bytes stand between that mean nothing. */
    NOISE {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            byte[] noise = new byte[1 + random.nextInt(4)];
            random.nextBytes(noise);
            int at = random.nextInt(bytes.length + 1);
            return replaced(bytes, at, at, noise);
        }
    },
    /** A piece comes again, now and then many times. */
    REPEAT {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            int at = random.nextInt(bytes.length + 1);
            byte[] piece = piece(bytes, at, random);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            for (int i = random.nextInt(32) == 0 ? random.nextInt(MOST_REPEATS) : 1; i >= 0; i--) {
                again.writeBytes(piece);
            }
            return replaced(bytes, at, at, again.toByteArray());
        }
    },
    /** A piece of something else takes a place. */
    SPLICE {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            int at = random.nextInt(bytes.length + 1);
            int end = Math.min(bytes.length, at + random.nextInt(MOST_PIECE));
            return replaced(bytes, at, end, piece(other, random.nextInt(other.length + 1), random));
        }
    },
    /** A head of CBOR takes a place, with a size that may be anything. */
    HEAD {
        @Override
        byte[] to(byte[] bytes, byte[] other, Random random) {
            CborOut head = new CborOut();
            long size = size(bytes, random);
            int width = Math.min(4, CborOut.shortest(size) + random.nextInt(2));
            head.head(random.nextInt(8), size, width);
            int at = random.nextInt(bytes.length + 1);
            return replaced(bytes, at, Math.min(bytes.length, at + random.nextInt(3)), head.toByteArray());
        }
    };

    private static final byte[] NOTHING = {};
    private static final int MOST_PIECE = 24;
    private static final int MOST_REPEATS = 300;
    private static final List<Harm> ALL = List.of(values());

    abstract byte[] to(byte[] bytes, byte[] other, Random random);

    /** {@return {@code bytes} after one harm or a few}  {@code other} is where foreign pieces come from. */
    static byte[] some(byte[] bytes, byte[] other, Random random) {
        byte[] harmed = bytes;
        do {
            harmed = ALL.get(random.nextInt(ALL.size())).to(harmed, other, random);
        } while (random.nextInt(3) == 0);
        return harmed;
    }

    private static long size(byte[] bytes, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(32);
            case 1 -> bytes.length + random.nextInt(5) - 2 & Integer.MAX_VALUE;
            case 2 -> random.nextLong() >>> random.nextInt(Long.SIZE);
            default -> 1L << random.nextInt(Long.SIZE);
        };
    }

    private static byte[] piece(byte[] bytes, int at, Random random) {
        return Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(MOST_PIECE)));
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] result = Arrays.copyOf(bytes, bytes.length + by.length - (to - from));
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }
}
