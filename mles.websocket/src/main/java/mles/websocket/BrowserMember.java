package mles.websocket;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;
import mles.server.transport.WireFormat;
import mles.websocket.wire.WebSocketFormat;

/** Member of {@code mles-websocket}. */
final class BrowserMember extends SocketMember {
    private final BrowserMembers members;
    private final int ordinal;

    /** @param ordinal which join on its socket it is, from 1 */
    BrowserMember(BrowserMembers members, BrowserSocket socket, Names names, int ordinal, long key) {
        super(socket, names, key);
        this.members = members;
        this.ordinal = ordinal;
    }

    int ordinal() {
        return ordinal;
    }

    void publish(ByteBuf frame) {
        membership().publish(frame, frame.readerIndex(), frame.readableBytes(), 1);
    }

    @Override
    public WireFormat wireFormat() {
        return WebSocketFormat.INSTANCE;
    }

    /** Memory of a socket counts once, for the first of its members. */
    @Override
    public long held() {
        return ordinal == 1 ? socket().held() : 0;
    }

    @Override
    public void close(CloseReason reason) {
        members.gone(this, reason);
    }
}
