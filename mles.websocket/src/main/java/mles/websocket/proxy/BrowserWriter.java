package mles.websocket.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import mles.server.transport.Member;
import mles.server.transport.MemoryAccount;

/** Frames of the server on their way to a browser, one write at a time. Thread: the loop of the member. */
final class BrowserWriter {
    private enum State {
        IDLE,
        /** Inside of the call that writes. */
        CALLING,
        /** Inside of that call, and the write has ended. */
        WRITTEN,
        /** The write ends later. */
        WRITING
    }

    private final Member member;
    private final WebSocketEncoder encoder;
    private State state = State.IDLE;

    BrowserWriter(Member member, ByteBufAllocator allocator, MemoryAccount account) {
        this.member = member;
        this.encoder = new WebSocketEncoder(allocator, account);
    }

    /** {@return the memory that waits, in bytes} */
    long held() {
        return encoder.held();
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Takes whole frames; {@link #pump} writes them. */
    void add(ByteBuf in, int at, int bytes) {
        encoder.add(in, at, bytes);
    }

    /** Writes until a write ends later, or nothing is left. */
    void pump() {
        if (state != State.IDLE) {
            return;
        }
        for (ByteBuf piece = encoder.peek(); piece != null; piece = encoder.peek()) {
            state = State.CALLING;
            member.write(piece, piece.readerIndex(), piece.readableBytes());
            if (state == State.CALLING) {
                state = State.WRITING;
                return;
            }
        }
        state = State.IDLE;
    }

    /** The write has ended. */
    void written() {
        encoder.drop();
        state = state == State.CALLING ? State.WRITTEN : State.IDLE;
    }

    /** Drops all but what is being written. */
    void clear() {
        encoder.clear(state == State.CALLING || state == State.WRITING ? 1 : 0);
    }
}
