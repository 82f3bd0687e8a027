package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import mles.websocket.wire.Answer;

/** Answers that one socket has not taken yet, as messages of the WebSocket. Thread: the loop of the socket. */
final class AnswerQueue {
    /** Bytes from which on nothing more is read that could be answered. */
    static final int ENOUGH = 64 * 1024;
    private static final int SMALLEST = 256;

    private final ByteBufAllocator allocator;
    private final BufferedBytes held;
    private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
    private int writing;

    AnswerQueue(ByteBufAllocator allocator, BufferedBytes held) {
        this.allocator = allocator;
        this.held = held;
    }

    void add(Answer answer) {
        if (waiting.capacity() == 0) {
            waiting = allocator.directBuffer(SMALLEST);
        }
        answer.write(waiting);
        count();
    }

    /** {@return whether none waits for its write} */
    boolean isEmpty() {
        return !waiting.isReadable();
    }

    /** {@return whether the other side reads too few of them} */
    boolean isFull() {
        return waiting.readableBytes() + writing >= ENOUGH;
    }

    /** {@return all that wait, to be written and released by the caller; {@link #written} comes next} */
    ByteBuf take() {
        ByteBuf all = waiting;
        waiting = Unpooled.EMPTY_BUFFER;
        writing = all.readableBytes();
        count();
        return all;
    }

    /** Those taken are written, or cannot be. */
    void written() {
        writing = 0;
        count();
    }

    void clear() {
        waiting.release();
        waiting = Unpooled.EMPTY_BUFFER;
        count();
    }

    private void count() {
        held.inAnswers(waiting.capacity() + writing);
    }
}
