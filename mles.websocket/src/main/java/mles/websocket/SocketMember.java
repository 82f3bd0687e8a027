package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.server.transport.Member;
import mles.server.transport.Membership;

/** One (uid, channel) of a WebSocket, and the slice that waits to be written to it. Thread: the loop of the socket. */
abstract class SocketMember implements Member {
    private final BrowserSocket socket;
    private final Names names;
    private final long key;
    private Membership membership = Membership.NONE;
    private ByteBuf from = Unpooled.EMPTY_BUFFER;
    private int at;
    private int bytes;
    private boolean reading = true;

    /** A member as its messages name it. */
    record Names(String uid, String channel) {
    }

    SocketMember(BrowserSocket socket, Names names, long key) {
        this.socket = socket;
        this.names = names;
        this.key = key;
    }

    final Names names() {
        return names;
    }

    final BrowserSocket socket() {
        return socket;
    }

    final boolean isReading() {
        return reading;
    }

    /** The gate has taken it, or has refused it. */
    final void admitted(Membership its) {
        membership = its;
    }

    final Membership membership() {
        return membership;
    }

    /** Makes a frame of {@code bytes} bytes in {@code message}, a payload behind room for a header (SPEC 8.1). */
    final void sign(ByteBuf message, int start, int size) {
        new Header(size - Header.SIZE, ConnectionId.of(key), key).write(message.nioBuffer(start, Header.SIZE));
    }

    void leave(CloseReason reason) {
        membership.leave(reason);
    }

    /** {@return whether a slice waits to be written} */
    final boolean hasSlice() {
        return bytes > 0;
    }

    final ByteBuf from() {
        return from;
    }

    final int at() {
        return at;
    }

    final int bytes() {
        return bytes;
    }

    final void written(boolean success) {
        from = Unpooled.EMPTY_BUFFER;
        bytes = 0;
        membership.written(success);
    }

    @Override
    public final EventLoop loop() {
        return socket.loop();
    }

    @Override
    public final String kind() {
        return WebSocketProvider.NAME;
    }

    @Override
    public final void write(ByteBuf slices, int index, int count) {
        from = slices;
        at = index;
        bytes = count;
        socket.out().offer(this);
    }

    @Override
    public final void reading(boolean wanted) {
        reading = wanted;
        socket.reading(wanted);
    }
}
