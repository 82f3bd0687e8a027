package mles.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import mles.testkit.Envelopes;
import org.junit.jupiter.api.Test;

/**
 * Envelopes, good ones and harmed ones, in any order: a connection ends alone, with a known code and a reason that is not our fault,
 * and nothing is left of it.
 */
class EnvelopeDamageTest {
    private static final long FIRST = Long.getLong("mles.fuzz.first", 1);
    private static final long COUNT = Long.getLong("mles.fuzz", 3000);
    private static final byte[] UPGRADE = """
            GET / HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: mles-websocket-2, mles-websocket\r
            Origin: http://localhost\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MASK = {1, 2, 3, 4};
    private static final int MOST_MESSAGES = 30;

    @Test
    void messages() throws Exception {
        for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
            try {
                new Bridge(new Random(seed), true).outcome(UPGRADE, messages(new Random(-seed)));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static byte[] messages(Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = MOST_MESSAGES; i > random.nextInt(MOST_MESSAGES); i--) {
            byte[] envelope = envelope(random, i).encode();
            if (random.nextInt(60) == 0) {
                envelope[random.nextInt(envelope.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int cut = random.nextInt(8) == 0 ? random.nextInt(envelope.length + 1) : envelope.length;
            frame(all, cut == envelope.length ? 0x82 : 2, envelope, 0, cut);
            if (cut < envelope.length) {
                if (random.nextBoolean()) {
                    frame(all, 0x89, envelope, 0, random.nextInt(Math.min(120, envelope.length)));
                }
                frame(all, 0x80, envelope, cut, envelope.length);
            }
        }
        return all.toByteArray();
    }

    /** @param fresh a number that is most often not in use */
    private static Envelopes envelope(Random random, int fresh) {
        int number = random.nextInt(2) == 0 ? MOST_MESSAGES : 1 + random.nextInt(MOST_MESSAGES);
        int join = random.nextInt(30) == 0 ? number : fresh;
        boolean strange = random.nextInt(60) == 0;
        String uid = !strange ? "ann" : random.nextBoolean() ? "eve" : "u".repeat(5000);
        String text = random.nextInt(20) == 0 ? "x".repeat(random.nextInt(62_000)) : "text";
        return switch (random.nextInt(6)) {
            case 0, 1 -> Envelopes.join(join, uid, channel(join), text);
            case 2 -> Envelopes.join(join, uid, channel(join), "").since(random.nextLong(), random.nextInt(9));
            case 3 -> Envelopes.publish(number, uid, channel(number), text);
            case 4 -> Envelopes.publish(number, uid, channel(number), text).number("answer", random.nextInt(9));
            default -> Envelopes.leave(number);
        };
    }

    private static String channel(int number) {
        return "c" + number % 5;
    }

    private static void frame(ByteArrayOutputStream out, int first, byte[] bytes, int from, int to) {
        int size = to - from;
        out.write(first);
        if (size < 126) {
            out.write(0x80 | size);
        } else if (size < 65_536) {
            out.write(0x80 | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) size).array());
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(size).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < size; i++) {
            out.write(bytes[from + i] ^ MASK[i % MASK.length]);
        }
    }
}
