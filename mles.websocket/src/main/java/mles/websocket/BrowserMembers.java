package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.CloseReason;
import mles.protocol.FirstScan;
import mles.protocol.Header;
import mles.protocol.ProtocolException;
import mles.server.transport.Membership;

/**
 * The members on one WebSocket: each message names its member, and the first for a pair of names makes that pair one
 * (SPEC 8.4). For the loop of the socket.
 */
final class BrowserMembers implements SocketProtocol {
    private final WebSocketLoopContext shared;
    private final BrowserSocket socket;
    private final InetSocketAddress remote;
    private final Map<SocketMember.Names, BrowserMember> all = new HashMap<>(2);
    private int joins;

    BrowserMembers(WebSocketLoopContext shared, BrowserSocket socket, InetSocketAddress remote) {
        this.shared = shared;
        this.socket = socket;
        this.remote = remote;
    }

    @Override
    public boolean haveJoined() {
        return joins > 0;
    }

    @Override
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** A member is gone from its hub, or never got there: so is the socket, with all of them (SPEC 8.4). */
    void gone(BrowserMember member, CloseReason reason) {
        all.remove(member.names());
        socket.out().forget(member);
        if (!member.isReading()) {
            socket.reading(true);
        }
        socket.end(CloseStatus.of(reason, member.ordinal(), member.names().channel()));
        socket.tellIfEmpty();
    }

    @Override
    public void leave(CloseReason reason) {
        List.copyOf(all.values()).forEach(member -> member.leave(reason));
    }

    @Override
    public void receive(ByteBuf message) {
        ByteBuffer payload = message.nioBuffer(Header.SIZE, message.readableBytes() - Header.SIZE);
        try {
            FirstScan scan = FirstScan.of(payload, shared.limits.name());
            scan.checkMessage();
            String uid = scan.uid();
            String channel = scan.channel();
            if (uid == null || channel == null) {
                socket.end(CloseStatus.of(CloseReason.NAME_TOO_LONG, joins + 1, channel == null ? "" : channel));
                return;
            }
            SocketMember.Names names = new SocketMember.Names(uid, channel);
            BrowserMember member = all.get(names);
            if (payload.remaining() > (member == null ? shared.limits.firstFrame() : shared.limits.frame())) {
                int ordinal = member == null ? joins + 1 : member.ordinal();
                socket.end(CloseStatus.of(CloseReason.TOO_LARGE, ordinal, names.channel()));
            } else if (member != null) {
                member.sign(message, 0, message.readableBytes());
                member.publish(message);
            } else if (!scan.isResync()) {
                join(names, message, scan);
            } else {
                socket.end(CloseStatus.of(CloseReason.BAD_PAYLOAD, WebSocketCloseStatus.INVALID_PAYLOAD_DATA));
            }
        } catch (ProtocolException e) {
            socket.end(CloseStatus.of(CloseReason.BAD_PAYLOAD, WebSocketCloseStatus.INVALID_PAYLOAD_DATA),
                    String.valueOf(e.getMessage()));
        }
    }

    private void join(SocketMember.Names names, ByteBuf message, FirstScan scan) {
        joins++;
        if (all.size() >= shared.limits.channels()) {
            socket.end(new CloseStatus(CloseReason.CHANNEL_LIMIT, WebSocketCloseStatus.POLICY_VIOLATION.code(),
                    CloseReason.CHANNEL_LIMIT.word() + " " + joins + " " + names.channel()));
            return;
        }
        socket.authenticated();
        BrowserMember member = new BrowserMember(this, socket, names, joins,
                shared.gate.key(remote, names.uid(), names.channel()));
        all.put(names, member);
        member.sign(message, 0, message.readableBytes());
        Membership membership = shared.gate.admit(message, scan, remote, member);
        member.admitted(membership);
        CloseStatus now = socket.ending();
        if (membership.equals(Membership.NONE) && now != null) {
            shared.connections.refused(remote, now.reason());
        }
    }
}
