package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.transport.MemoryAccount;
import mles.websocket.wire.CborOutput;

/**
 * Body of a request, behind room for what makes a frame of it: header, names, and the head of the content. Its memory follows what
 * came. Thread: loop of the connection.
 */
final class MessageBody {
    /** Bytes of the longest head of the content. */
    private static final int HEAD = 5;
    private static final int SMALLEST = 512;

    private final ByteBufAllocator allocator;
    private final MemoryAccount account;
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private ByteBuffer names = ByteBuffer.allocate(0);
    private int room;
    private int most;

    MessageBody(ByteBufAllocator allocator, MemoryAccount account) {
        this.allocator = allocator;
        this.account = account;
    }

    /**
     * Begins one without content.
     *
     * @param largest bytes of a payload, names included
     * @return whether the names leave room for {@code announced} bytes of content
     */
    boolean begin(Names its, int largest, long announced) {
        clear();
        ByteBuffer empty = Message.of(its.uid(), its.channel(), "").encode();
        // Without the head of the empty content.
        names = empty.slice(0, empty.remaining() - 1);
        room = Header.SIZE + names.remaining() + HEAD;
        most = largest - names.remaining() - HEAD;
        return announced <= most;
    }

    /** {@return whether the body is not too long with these bytes, which stay the caller's} */
    boolean add(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (more > most - size()) {
            return false;
        }
        reserve(Math.max(room, buffer.writerIndex()) + more);
        buffer.writeBytes(bytes, bytes.readerIndex(), more);
        return true;
    }

    /** {@return the frame, to be released by the caller} */
    ByteBuf frame(ConnectionId cid, long key) {
        reserve(room);
        int content = size();
        int start = HEAD - CborOutput.headSize(content);
        ByteBuf frame = buffer.slice(start, buffer.writerIndex() - start);
        frame.writerIndex(0);
        ByteBuffer head = frame.nioBuffer(0, Header.SIZE);
        new Header(frame.capacity() - Header.SIZE, cid, key).write(head);
        frame.writerIndex(Header.SIZE).writeBytes(names.duplicate());
        new CborOutput(frame).bytes(content);
        frame.writerIndex(frame.capacity());
        account.give(buffer.capacity());
        buffer = Unpooled.EMPTY_BUFFER;
        return frame;
    }

    /** {@return the content alone, in its memory} */
    ByteBuf content() {
        int bytes = size();
        return buffer.slice(bytes == 0 ? 0 : room, bytes);
    }

    /** {@return the memory that it takes} */
    int capacity() {
        return buffer.capacity();
    }

    void clear() {
        account.give(buffer.capacity());
        buffer.release();
        buffer = Unpooled.EMPTY_BUFFER;
    }

    private int size() {
        return Math.max(0, buffer.writerIndex() - room);
    }

    private void reserve(int needed) {
        if (needed <= buffer.capacity()) {
            return;
        }
        int roomy = Math.min(Math.max(SMALLEST, 2 * buffer.capacity()), room + most);
        int capacity = buffer.capacity() > 0 ? Math.max(needed, roomy) : needed;
        ByteBuf larger = allocator.directBuffer(capacity, capacity);
        account.take(capacity);
        larger.writerIndex(Math.max(room, buffer.writerIndex()));
        larger.setBytes(0, buffer, 0, buffer.writerIndex());
        clear();
        buffer = larger;
    }
}
