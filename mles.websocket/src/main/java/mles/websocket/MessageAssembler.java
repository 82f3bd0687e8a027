package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import mles.protocol.Header;

/**
 * Puts messages together from their fragments, behind room for the header that makes a frame of each. Its memory follows
 * what came, however many pieces that came in. For the loop of the socket.
 */
final class MessageAssembler {
    private static final int SMALLEST = 512;

    private final ByteBufAllocator allocator;
    private final BufferedBytes held;
    private final int limit;
    private ByteBuf message = Unpooled.EMPTY_BUFFER;
    private long progressAt;

    /** @param limit bytes of a message */
    MessageAssembler(ByteBufAllocator allocator, BufferedBytes held, int limit) {
        this.allocator = allocator;
        this.held = held;
        this.limit = limit;
    }

    /**
     * Takes the next fragment; its memory stays the caller's.
     *
     * @return whether the message is not too long
     */
    boolean add(ByteBuf fragment) {
        int bytes = fragment.readableBytes();
        if (bytes > limit - payload()) {
            return false;
        }
        reserve(Math.max(Header.SIZE, message.readableBytes()) + bytes);
        message.writeBytes(fragment, fragment.readerIndex(), bytes);
        return true;
    }

    /** {@return the whole message, to be released by the caller: room for a header, then the payload} */
    ByteBuf finish() {
        ByteBuf whole = message;
        message = Unpooled.EMPTY_BUFFER;
        held.inMessage(0);
        return whole;
    }

    /** {@return payload bytes so far} */
    int payload() {
        return Math.max(0, message.readableBytes() - Header.SIZE);
    }

    /** Something came, or nothing is read and nothing can come. */
    void progressed(long now) {
        progressAt = now;
    }

    /** {@return whether a message or a frame has begun and nothing of it has come since {@code before}} */
    boolean hasStalled(long before) {
        return held.isCut() && progressAt - before <= 0;
    }

    void clear() {
        finish().release();
    }

    private void reserve(int needed) {
        if (needed <= message.capacity()) {
            return;
        }
        int most = Header.SIZE + limit;
        int roomy = Math.min(Math.max(SMALLEST, 2 * message.capacity()), most);
        // A message of one fragment takes what it needs.
        int capacity = message.isReadable() ? Math.max(needed, roomy) : needed;
        ByteBuf larger = allocator.directBuffer(capacity, capacity);
        if (message.isReadable()) {
            larger.writeBytes(message);
        } else {
            larger.writeZero(Header.SIZE);
        }
        message.release();
        message = larger;
        held.inMessage(capacity);
    }
}
