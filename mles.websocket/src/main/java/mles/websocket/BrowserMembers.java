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
final class BrowserMembers {
    private final WebSocketLoopContext shared;
    private final BrowserSocket socket;
    private final InetSocketAddress remote;
    private final Map<BrowserMember.Names, BrowserMember> all = new HashMap<>(2);
    private int joins;

    BrowserMembers(WebSocketLoopContext shared, BrowserSocket socket, InetSocketAddress remote) {
        this.shared = shared;
        this.socket = socket;
        this.remote = remote;
    }

    /** {@return whether a message has ever asked to join} */
    boolean haveJoined() {
        return joins > 0;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void remove(BrowserMember member) {
        all.remove(member.names());
    }

    /** Lets all of them leave, behind what they published. */
    void leave(CloseReason reason) {
        List.copyOf(all.values()).forEach(member -> member.leave(reason));
    }

    /** Takes one message, with room for a header before it. */
    void receive(ByteBuf message) {
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
            BrowserMember.Names names = new BrowserMember.Names(uid, channel);
            BrowserMember member = all.get(names);
            if (payload.remaining() > (member == null ? shared.limits.firstFrame() : shared.limits.frame())) {
                int ordinal = member == null ? joins + 1 : member.ordinal();
                socket.end(CloseStatus.of(CloseReason.TOO_LARGE, ordinal, names.channel()));
            } else if (member != null) {
                member.sign(message);
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

    private void join(BrowserMember.Names names, ByteBuf message, FirstScan scan) {
        joins++;
        if (all.size() >= shared.limits.channels()) {
            socket.end(new CloseStatus(CloseReason.CHANNEL_LIMIT, WebSocketCloseStatus.POLICY_VIOLATION.code(),
                    CloseReason.CHANNEL_LIMIT.word() + " " + joins + " " + names.channel()));
            return;
        }
        socket.authenticated();
        BrowserMember member = new BrowserMember(socket, names, joins,
                shared.gate.key(remote, names.uid(), names.channel()));
        all.put(names, member);
        member.sign(message);
        Membership membership = shared.gate.admit(message, scan, remote, member);
        member.joined(membership);
        CloseStatus now = socket.ending();
        if (membership.equals(Membership.NONE) && now != null) {
            shared.connections.refused(remote, now.reason());
        }
    }
}
