package mles.testkit;

import java.util.Arrays;
import java.util.Random;

/** Bytes that a browser sends on a WebSocket (RFC 6455, 5.2), mostly as it should. */
final class BrowserOut {
    private static final int FINAL = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MOST_CONTROL = 125;

    private final CborOut out = new CborOut();
    private final Random random;

    BrowserOut(Random random) {
        this.random = random;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    /** A message, in one piece or several, with other things between them. */
    void message(byte[] payload) {
        int opcode = random.nextInt(48) == 0 ? TEXT : BINARY;
        int at = 0;
        while (random.nextInt(4) == 0) {
            int end = at + random.nextInt(payload.length - at + 1);
            frame(opcode, Arrays.copyOfRange(payload, at, end));
            if (random.nextInt(4) == 0) {
                control();
            }
            opcode = CONTINUATION;
            at = end;
        }
        frame(FINAL | opcode, Arrays.copyOfRange(payload, at, payload.length));
    }

    /** A ping, a pong or a close, now and then too long, or in a fragment. */
    void control() {
        int opcode = random.nextInt(6) == 0 ? CLOSE : random.nextBoolean() ? PING : PONG;
        byte[] body = new byte[random.nextInt(random.nextInt(8) == 0 ? 2 * MOST_CONTROL : 12)];
        random.nextBytes(body);
        if (opcode == CLOSE && body.length > 1) {
            int code = random.nextInt(4) == 0 ? random.nextInt(65_536) : 1000 + random.nextInt(20);
            body[0] = (byte) (code >> 8);
            body[1] = (byte) code;
            if (random.nextBoolean()) {
                Arrays.fill(body, 2, body.length, (byte) 'x');
            }
        }
        frame((random.nextInt(16) == 0 ? 0 : FINAL) | opcode, body);
    }

    private void frame(int first, byte[] body) {
        boolean masked = random.nextInt(48) > 0;
        out.octet(random.nextInt(48) == 0 ? random.nextInt(256) : first);
        length(random.nextInt(48) == 0 ? random.nextInt(200_000) : body.length, masked ? MASKED : 0);
        if (!masked) {
            out.raw(body);
            return;
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        byte[] hidden = body.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= mask[i % mask.length];
        }
        out.raw(mask);
        out.raw(hidden);
    }

    /** In as few bytes as it takes, which is a must, or not. */
    private void length(int length, int masked) {
        boolean shortest = random.nextInt(48) > 0;
        if (length < LENGTH_16 && shortest) {
            out.octet(masked | length);
        } else if (length <= 0xffff && (shortest || random.nextBoolean())) {
            out.octet(masked | LENGTH_16);
            out.number(length, 2);
        } else {
            out.octet(masked | LENGTH_64);
            out.number(random.nextInt(48) == 0 ? random.nextLong() : length, 8);
        }
    }
}
