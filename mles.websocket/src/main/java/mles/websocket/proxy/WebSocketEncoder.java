package mles.websocket.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import mles.protocol.Header;
import mles.server.transport.MemoryAccount;
import mles.websocket.wire.WebSocketFrames;
import org.jspecify.annotations.Nullable;

/**
 * Frames from the server behind a proxy as a browser gets them, in pieces that each end where a frame of the WebSocket
 * ends; a piece that is no end of a message holds nothing else. For one loop.
 */
final class WebSocketEncoder {
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);
    private final ByteBufAllocator allocator;
    private final MemoryAccount account;
    private @Nullable ByteBuf open;
    private long held;

    WebSocketEncoder(ByteBufAllocator allocator, MemoryAccount account) {
        this.allocator = allocator;
        this.account = account;
    }

    /** {@return the memory that they take, in bytes} */
    long held() {
        return held;
    }

    /** Takes whole frames. */
    void add(ByteBuf in, int at, int bytes) {
        int end = at + bytes;
        for (int from = at; from < end;) {
            int payload = in.getUnsignedMedium(from + 1);
            if (WebSocketFrames.size(payload) > WebSocketFrames.FRAGMENT) {
                addLarge(in, from + Header.SIZE, payload);
            } else {
                // What is left can only get shorter: a header here is larger than one there.
                ByteBuf piece = room(WebSocketFrames.size(payload), end - from);
                write(piece, in, from + Header.SIZE, payload, true, true);
            }
            from += Header.SIZE + payload;
        }
    }

    /** {@return the next piece, to be dropped when it is written; null when there is none} */
    @Nullable
    ByteBuf peek() {
        seal();
        return pieces.peek();
    }

    /** The next piece is not needed any more. */
    void drop() {
        ByteBuf piece = pieces.remove();
        held -= piece.capacity();
        account.give(piece.capacity());
        piece.release();
    }

    /** Drops all but the first {@code kept} pieces. */
    void clear(int kept) {
        seal();
        ArrayDeque<ByteBuf> first = new ArrayDeque<>(1);
        for (int i = 0; i < kept && !pieces.isEmpty(); i++) {
            first.add(pieces.remove());
        }
        while (!pieces.isEmpty()) {
            drop();
        }
        pieces.addAll(first);
    }

    private void addLarge(ByteBuf in, int at, int payload) {
        int end = at + payload;
        for (int from = at; from < end;) {
            int part = WebSocketFrames.fragment(end - from);
            seal();
            ByteBuf piece = room(part + WebSocketFrames.LARGEST_HEADER, 0);
            write(piece, in, from, part, from == at, from + part == end);
            seal();
            from += part;
        }
    }

    private static void write(ByteBuf piece, ByteBuf in, int from, int part, boolean first, boolean last) {
        ByteBuffer header = piece.nioBuffer(piece.writerIndex(), Math.min(WebSocketFrames.LARGEST_HEADER,
                piece.writableBytes()));
        WebSocketFrames.writeHeader(header, part, first, last);
        piece.writerIndex(piece.writerIndex() + header.position());
        piece.writeBytes(in, from, part);
    }

    private ByteBuf room(int needed, int expected) {
        ByteBuf piece = open;
        if (piece != null && piece.writableBytes() >= needed) {
            return piece;
        }
        seal();
        int capacity = Math.max(needed, Math.min(expected, WebSocketFrames.FRAGMENT));
        ByteBuf fresh = allocator.directBuffer(capacity, capacity);
        held += capacity;
        account.take(capacity);
        open = fresh;
        return fresh;
    }

    private void seal() {
        if (open != null) {
            pieces.add(open);
            open = null;
        }
    }
}
