package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.server.transport.WireFormat;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.websocket.wire.WebSocketFormat;

/** One (uid, channel) of a WebSocket. For the loop of that. */
final class BrowserMember implements Member {
    private final BrowserSocket socket;
    private final Names names;
    private final int ordinal;
    private final long key;
    private Membership membership = Membership.NONE;
    private ByteBuf from = Unpooled.EMPTY_BUFFER;
    private int at;
    private int bytes;
    private boolean reading = true;

    /** A member as its messages name it. */
    record Names(String uid, String channel) {
    }

    /** @param ordinal which join on its socket it is, from 1 */
    BrowserMember(BrowserSocket socket, Names names, int ordinal, long key) {
        this.socket = socket;
        this.names = names;
        this.ordinal = ordinal;
        this.key = key;
    }

    Names names() {
        return names;
    }

    int ordinal() {
        return ordinal;
    }

    boolean isReading() {
        return reading;
    }

    void joined(Membership its) {
        membership = its;
    }

    /** Makes a frame of a message with room for a header (SPEC 8.1). */
    void sign(ByteBuf message) {
        int length = message.readableBytes() - Header.SIZE;
        ByteBuffer header = message.nioBuffer(message.readerIndex(), Header.SIZE);
        new Header(length, ConnectionId.of(key), key).write(header);
    }

    void publish(ByteBuf frame) {
        membership.publish(frame, frame.readerIndex(), frame.readableBytes(), 1);
    }

    void leave(CloseReason reason) {
        membership.leave(reason);
    }

    /** {@return whether a slice waits to be written} */
    boolean hasSlice() {
        return bytes > 0;
    }

    ByteBuf from() {
        return from;
    }

    int at() {
        return at;
    }

    int bytes() {
        return bytes;
    }

    void written(boolean success) {
        from = Unpooled.EMPTY_BUFFER;
        bytes = 0;
        membership.written(success);
    }

    @Override
    public EventLoop loop() {
        return socket.loop();
    }

    @Override
    public String kind() {
        return WebSocketProvider.NAME;
    }

    @Override
    public WireFormat wireFormat() {
        return WebSocketFormat.INSTANCE;
    }

    @Override
    public void write(ByteBuf slices, int index, int count) {
        from = slices;
        at = index;
        bytes = count;
        socket.out().offer(this);
    }

    /** Memory of a socket counts once, for the first of its members. */
    @Override
    public long held() {
        return ordinal == 1 ? socket.held() : 0;
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
        socket.reading(wanted);
    }

    @Override
    public void close(CloseReason reason) {
        socket.gone(this, reason);
    }
}
