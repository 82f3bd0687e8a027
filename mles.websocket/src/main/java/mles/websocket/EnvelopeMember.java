package mles.websocket;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.server.transport.JoinAnswer;
import mles.server.transport.WireFormat;
import mles.websocket.wire.Answer;
import mles.websocket.wire.Envelope;
import mles.websocket.wire.EnvelopeFormat;
import org.jspecify.annotations.Nullable;

/** Member of {@code mles-websocket-2}: it has a number on its socket, and its joins and publishes are answered. */
final class EnvelopeMember extends SocketMember {
    private final EnvelopeMembers members;
    private final long number;
    private State state = State.PENDING;
    private @Nullable CloseReason ended;

    private enum State {
        /** Its channel has not answered. */
        PENDING, JOINED,
        /** It has left, and its channel has not answered that. */
        LEAVING
    }

    EnvelopeMember(EnvelopeMembers members, BrowserSocket socket, Names names, long number, long key) {
        super(socket, names, key);
        this.members = members;
        this.number = number;
    }

    long number() {
        return number;
    }

    boolean isLeaving() {
        return state == State.LEAVING;
    }

    /** {@return the reason for which it was closed, null while it is not} */
    @Nullable
    CloseReason ended() {
        return ended;
    }

    /** {@return {@code payload} as a frame, in place: the header is where the begin of the envelope was} */
    ByteBuf signed(ByteBuf message, Envelope.Payload payload) {
        int size = Header.SIZE + payload.bytes();
        sign(message, payload.at(), size);
        return message.slice(payload.at(), size);
    }

    void publish(ByteBuf frame, long answer) {
        if (answer == Envelope.Publish.NO_ANSWER) {
            membership().publish(frame, 0, frame.readableBytes(), 1);
        } else {
            membership().publish(frame, 0, frame.readableBytes(), 1, answer);
        }
    }

    /** Leaves; more calls do nothing. */
    @Override
    void leave(CloseReason reason) {
        if (state != State.LEAVING) {
            state = State.LEAVING;
            super.leave(reason);
        }
    }

    @Override
    public WireFormat wireFormat() {
        return EnvelopeFormat.INSTANCE;
    }

    @Override
    public long held() {
        return members.isFirst(this) ? socket().held() : 0;
    }

    @Override
    public void joined(JoinAnswer answer) {
        state = state == State.PENDING ? State.JOINED : state;
        members.joined(this, answer);
    }

    @Override
    public void published(long tag, long place) {
        socket().out().answer(new Answer.Published(tag, place));
    }

    @Override
    public void close(CloseReason reason) {
        ended = reason;
        members.gone(this, reason, state == State.PENDING);
    }
}
