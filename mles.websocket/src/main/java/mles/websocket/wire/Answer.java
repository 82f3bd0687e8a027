package mles.websocket.wire;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;
import mles.server.spi.Position;

/** Envelope of the server that is no message: short, and for one client. */
public sealed interface Answer {
    /** The most bytes of an answer, with the header that makes a message of the WebSocket of it. */
    int MOST_BYTES = 127;

    /** Writes the map. */
    void encode(CborOutput out);

    /** Appends a message of the WebSocket with this answer to {@code out}. */
    default void write(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(WebSocketFrames.SMALLEST_HEADER);
        encode(new CborOutput(out));
        int bytes = out.writerIndex() - start - WebSocketFrames.SMALLEST_HEADER;
        WebSocketFrames.writeHeader(out.nioBuffer(start, WebSocketFrames.SMALLEST_HEADER), bytes, true, true);
    }

    /**
     * The first one.
     *
     * @param pingMillis something comes at least so often; 0 for no promise
     */
    record Hello(long pingMillis) implements Answer {
        private static final int VERSION = 2;

        @Override
        public void encode(CborOutput out) {
            out.map(2).text("hello").number(VERSION).text("ping").number(pingMillis);
        }
    }

    /**
     * A join was accepted.
     *
     * @param newest position of the channel's newest message
     * @param next   epoch of the messages to come
     * @param first  number of the oldest message that follows; above that of {@code newest} for none
     * @param gap    whether messages may be missing before {@code first}
     */
    record Joined(long membership, Position newest, long next, long first, boolean gap) implements Answer {
        @Override
        public void encode(CborOutput out) {
            boolean isOther = next != newest.epoch();
            out.map(4 + (isOther ? 1 : 0) + (gap ? 1 : 0)).text("joined").number(membership).text("epoch")
                    .epoch(newest.epoch()).text("n").number(newest.number()).text("first").number(first);
            if (isOther) {
                out.text("next").epoch(next);
            }
            if (gap) {
                out.text("gap").bool(true);
            }
        }
    }

    /** A join was not accepted. */
    record Refused(long membership, CloseReason reason, boolean retry) implements Answer {
        @Override
        public void encode(CborOutput out) {
            out.end("refused", membership, reason, retry);
        }
    }

    /**
     * A message has its place.
     *
     * @param answer number of the answer that was wanted
     * @param number number of the message
     */
    record Published(long answer, long number) implements Answer {
        @Override
        public void encode(CborOutput out) {
            out.map(2).text("published").number(answer).text("n").number(number);
        }
    }

    /** A membership is over. */
    record Left(long membership, CloseReason reason, boolean retry) implements Answer {
        @Override
        public void encode(CborOutput out) {
            out.end("left", membership, reason, retry);
        }
    }

    /** Nothing else was to be said for a while. */
    record Alive() implements Answer {
        @Override
        public void encode(CborOutput out) {
            out.map(1).text("alive").bool(true);
        }
    }
}
