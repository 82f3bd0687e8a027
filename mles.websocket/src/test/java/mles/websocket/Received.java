package mles.websocket;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/** What a browser got on its WebSocket, checked against RFC 6455 while it is read: messages, pongs, and a close in the end. */
final class Received {
    private static final int FINAL = 0x80;
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MOST_CONTROL = 125;

    /** Of RFC 6455 and the registry that it makes, but for those that never go over the wire. */
    private static final Set<Integer> CODES = Set.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
            1014);
    private static final int FIRST_FREE = 3000;
    private static final int LAST_FREE = 4999;

    private boolean inMessage;
    private int code;

    /** {@return what it was closed with, 0 while it is open} */
    int code() {
        return code;
    }

    /** Reads whole frames. */
    void read(ByteBuf bytes) {
        while (bytes.isReadable()) {
            int first = bytes.readUnsignedByte();
            int length = bytes.readUnsignedByte();
            if (length > 127) {
                throw new AssertionError("a server masks nothing");
            }
            frame(first, bytes.readSlice(
                    length == 126 ? bytes.readUnsignedShort() : length == 127 ? (int) bytes.readLong() : length));
        }
    }

    private void frame(int first, ByteBuf body) {
        if (code != 0) {
            throw new AssertionError("a frame behind the close");
        }
        boolean last = (first & FINAL) != 0;
        int opcode = first & ~FINAL;
        boolean isMessage = opcode == (inMessage ? CONTINUATION : BINARY);
        boolean isControl = opcode >= CLOSE && opcode <= PONG && last && body.readableBytes() <= MOST_CONTROL;
        if (!isMessage && !isControl) {
            throw new AssertionError("first byte " + first + ", " + body.readableBytes() + " bytes, "
                    + (inMessage ? "within" : "without") + " a message");
        }
        inMessage = isMessage ? !last : inMessage;
        if (opcode == PING) {
            throw new AssertionError("a ping before its time");
        }
        if (opcode == CLOSE) {
            code = body.readUnsignedShort();
            if (!CODES.contains(code) && (code < FIRST_FREE || code > LAST_FREE)) {
                throw new AssertionError("closed with " + code);
            }
        }
    }
}
