package mles.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random values, all from one seed, so that a seed in a report is enough to see a case again. */
final class Samples {
    private static final int[] EDGES = {0, 1, 22, 23, 24, 25, 254, 255, 256, 257};
    private static final int[] FAR_EDGES = {65534, 65535, 65536, 65537};

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    /** {@return sizes around those where an item head grows, and any small one} */
    int size() {
        return switch (random.nextInt(16)) {
            case 0 -> FAR_EDGES[random.nextInt(FAR_EDGES.length)];
            case 1, 2, 3, 4, 5 -> EDGES[random.nextInt(EDGES.length)];
            default -> random.nextInt(64);
        };
    }

    byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** {@return a name out of any Unicode characters, or of one letter but long} */
    String name() {
        if (random.nextInt(4) == 0) {
            return "n".repeat(size());
        }
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            name.appendCodePoint(codePoint());
        }
        return name.toString();
    }

    Message message() {
        return random.nextInt(4) == 0
                ? Message.of(name(), name(), name())
                : Message.of(name(), name(), bytes(size()));
    }

    Frame frame() {
        return Frame.of(new ConnectionId(random.nextInt()), random.nextLong(), ByteBuffer.wrap(bytes(1 + size())));
    }

    List<Frame> frames(int most) {
        List<Frame> frames = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            frames.add(frame());
        }
        return frames;
    }

    /** {@return items of a resync, frames or not} */
    List<ByteBuffer> items() {
        List<ByteBuffer> items = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            items.add(random.nextBoolean() ? frame().bytes() : ByteBuffer.wrap(bytes(random.nextInt(40))));
        }
        return items;
    }

    /** {@return {@code bytes} with up to four of them flipped, inserted, removed, or cut off at one place} */
    byte[] mutated(byte[] bytes) {
        byte[] mutant = bytes;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutant.length + 1);
            int removed = Math.min(mutant.length - at, random.nextInt(3));
            byte[] put = bytes(random.nextInt(3));
            boolean cut = random.nextInt(16) == 0;
            ByteBuffer out = ByteBuffer.allocate(mutant.length + put.length).put(mutant, 0, at).put(put);
            if (!cut) {
                out.put(mutant, at + removed, mutant.length - at - removed);
            }
            mutant = bytes(out.flip());
        }
        return mutant;
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private int codePoint() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> random.nextInt(0x80, 0x800);
            case 2 -> random.nextInt(0x800, 0xd800);
            case 3 -> random.nextInt(0xe000, 0x1_0000);
            default -> random.nextInt(0x1_0000, 0x11_0000);
        };
    }
}
