package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.CloseReason;
import mles.protocol.Fault;
import mles.protocol.FirstScan;
import mles.protocol.Header;
import mles.protocol.ProtocolException;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import mles.server.transport.Membership;
import mles.websocket.wire.Answer;
import mles.websocket.wire.Envelope;
import mles.websocket.wire.EnvelopeReader;
import org.jspecify.annotations.Nullable;

/**
 * Members on one WebSocket of {@code mles-websocket-2}: each has a number that its client chose, joins and ends by itself, and is
 * the one of its channel. Thread: the loop of the socket.
 */
final class EnvelopeMembers implements SocketProtocol {
    private final WebSocketLoopContext shared;
    private final BrowserSocket socket;
    private final InetSocketAddress remote;
    private final Map<Long, EnvelopeMember> all = new LinkedHashMap<>(2);
    private final KeepAlive keepAlive;
    private boolean joined;

    EnvelopeMembers(WebSocketLoopContext shared, BrowserSocket socket, InetSocketAddress remote) {
        this.shared = shared;
        this.socket = socket;
        this.remote = remote;
        this.keepAlive = new KeepAlive(shared.limits.pingNanos(), shared.now());
    }

    @Override
    public void opened() {
        socket.out().answer(keepAlive.hello());
    }

    @Override
    public boolean haveJoined() {
        return joined || !all.isEmpty();
    }

    @Override
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** {@return whether the memory of the socket counts for {@code member}} */
    boolean isFirst(EnvelopeMember member) {
        return all.values().stream().findFirst().filter(member::equals).isPresent();
    }

    @Override
    public void leave(CloseReason reason) {
        List.copyOf(all.values()).forEach(member -> member.leave(reason));
    }

    @Override
    public void tick(long now) {
        if (keepAlive.isDue(socket.out(), now)) {
            socket.out().answer(new Answer.Alive());
        }
    }

    @Override
    public void receive(ByteBuf message) {
        ByteBuffer bytes = message.nioBuffer(Header.SIZE, message.readableBytes() - Header.SIZE).slice();
        try {
            switch (EnvelopeReader.read(bytes)) {
                case Envelope.Join join -> join(join, message, bytes);
                case Envelope.Publish publish -> publish(publish, message, bytes);
                case Envelope.Leave leave -> {
                    EnvelopeMember member = all.get(leave.membership());
                    if (member != null && !socket.isTooOften()) {
                        member.leave(CloseReason.LEFT);
                    }
                }
            }
        } catch (ProtocolException e) {
            socket.end(CloseStatus.of(CloseReason.BAD_PAYLOAD, WebSocketCloseStatus.INVALID_PAYLOAD_DATA),
                    String.valueOf(e.getMessage()));
        }
    }

    /** A member is in its channel. */
    void joined(EnvelopeMember member, JoinAnswer answer) {
        joined = true;
        socket.out().answer(
                new Answer.Joined(member.number(), answer.newest(), answer.next(), answer.first(), answer.gap()));
    }

    /** A member is gone from its hub, or never got there. */
    void gone(EnvelopeMember member, CloseReason reason, boolean refused) {
        all.remove(member.number());
        socket.out().abandon(member);
        if (!member.isReading()) {
            socket.reading(true);
        }
        if (socket.ending() == null) {
            boolean retry = Retries.mayHelp(reason);
            socket.out().answer(refused
                    ? new Answer.Refused(member.number(), reason, retry)
                    : new Answer.Left(member.number(), reason, retry));
            if (reason == CloseReason.SHUTDOWN && all.isEmpty()) {
                socket.end(CloseStatus.of(reason, WebSocketCloseStatus.ENDPOINT_UNAVAILABLE));
            }
        }
        socket.tellIfEmpty();
    }

    private void join(Envelope.Join join, ByteBuf message, ByteBuffer bytes) {
        if (all.containsKey(join.membership())) {
            throw new ProtocolException(Fault.WRONG_KIND, "join: expected a free number, was one in use");
        }
        if (socket.isTooOften()) {
            return;
        }
        FirstScan scan = scan(bytes, join.payload());
        if (scan.isResync()) {
            throw new ProtocolException(Fault.WRONG_KIND, "payload: expected a message, was a resync");
        }
        SocketMember.Names names = names(scan);
        if (names == null) {
            refuse(join, CloseReason.NAME_TOO_LONG, false);
        } else if (join.payload().bytes() > shared.limits.firstFrame()) {
            refuse(join, CloseReason.TOO_LARGE, false);
        } else {
            EnvelopeMember namesake = on(names.channel());
            if (namesake != null) {
                refuse(join, CloseReason.DUPLICATE_CID, namesake.isLeaving());
            } else if (all.size() >= shared.limits.channels()) {
                refuse(join, CloseReason.CHANNEL_LIMIT, false);
            } else {
                admit(join, names, scan, message);
            }
        }
    }

    private void admit(Envelope.Join join, SocketMember.Names names, FirstScan scan, ByteBuf message) {
        socket.authenticated();
        EnvelopeMember member = new EnvelopeMember(this, socket, names, join.membership(),
                shared.gate.key(remote, names.uid(), names.channel()));
        all.put(join.membership(), member);
        ByteBuf frame = member.signed(message, join.payload());
        Membership membership = shared.gate.admit(frame, scan, remote, member,
                new JoinOptions(join.quiet() || join.since() != null, join.since()));
        member.admitted(membership);
        CloseReason ended = member.ended();
        if (membership.equals(Membership.NONE) && ended != null) {
            shared.connections.refused(remote, ended);
        }
    }

    private void refuse(Envelope.Join join, CloseReason reason, boolean retry) {
        shared.connections.refused(remote, reason);
        socket.out().answer(new Answer.Refused(join.membership(), reason, retry));
    }

    /** A number without a membership is no fault: the end of that may be on its way to the client. */
    private void publish(Envelope.Publish publish, ByteBuf message, ByteBuffer bytes) {
        EnvelopeMember member = all.get(publish.membership());
        if (member == null || member.isLeaving()) {
            return;
        }
        if (publish.payload().bytes() > shared.limits.frame()) {
            member.leave(CloseReason.TOO_LARGE);
        } else if (member.names().equals(names(scan(bytes, publish.payload())))) {
            member.publish(member.signed(message, publish.payload()), publish.answer());
        } else {
            throw new ProtocolException(Fault.WRONG_KIND, "payload: expected the names of its join, was another one");
        }
    }

    private @Nullable EnvelopeMember on(String channel) {
        for (EnvelopeMember member : all.values()) {
            if (member.names().channel().equals(channel)) {
                return member;
            }
        }
        return null;
    }

    private FirstScan scan(ByteBuffer bytes, Envelope.Payload payload) {
        FirstScan scan = FirstScan.of(bytes.slice(payload.at(), payload.bytes()), shared.limits.name());
        scan.checkMessage();
        return scan;
    }

    /** {@return the names in a payload, null where one is too long} */
    private static SocketMember.@Nullable Names names(FirstScan scan) {
        String uid = scan.uid();
        String channel = scan.channel();
        return uid == null || channel == null ? null : new SocketMember.Names(uid, channel);
    }
}
