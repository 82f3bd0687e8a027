package mles.websocket.http;

import io.netty.buffer.ByteBuf;

/** Finds the end of the message with the last number of a history, in slices that end anywhere. Thread: one at a time. */
final class HistoryEnd {
    private final JsonFormat format;
    private final long last;
    /** The message that is cut at the end of a slice is the last one. */
    private boolean inLast;
    private boolean atStart = true;
    private boolean reached;
    private byte before;

    HistoryEnd(JsonFormat format, long last) {
        this.format = format;
        this.last = last;
    }

    /** {@return whether it was found} */
    boolean isReached() {
        return reached;
    }

    /** {@return the number of bytes of a slice that belong to the history} A head of a message is never cut. */
    int upTo(ByteBuf from, int at, int bytes) {
        for (int i = at; i < at + bytes; i++) {
            if (atStart) {
                inLast = format.numberAt(from.nioBuffer(i, at + bytes - i), 0) >= last;
                atStart = false;
            }
            byte octet = from.getByte(i);
            atStart = format.isEnd(before, octet);
            before = octet;
            if (atStart && inLast) {
                reached = true;
                return i + 1 - at;
            }
        }
        return bytes;
    }
}
