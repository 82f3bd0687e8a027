package mles.websocket;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionKey;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.transport.Gate;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import org.jspecify.annotations.Nullable;

/** A server with positions whose test decides what happens: it takes all joins, and notes what it is asked. */
final class ScriptedGate implements Gate {
    final List<Seat> seats = new ArrayList<>();
    /** The reason for which the next joins are refused at once. */
    @Nullable
    CloseReason refusal;
    boolean positions = true;

    @Override
    public boolean hasPositions() {
        return positions;
    }

    @Override
    public boolean vouches(long key, InetSocketAddress remote, String uid, String channel) {
        return key == key(remote, uid, channel);
    }

    @Override
    public long key(InetSocketAddress remote, String uid, String channel) {
        return ConnectionKey.of("secret", uid, channel);
    }

    @Override
    public Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member,
            JoinOptions options) {
        if (refusal != null) {
            member.close(refusal);
            return Membership.NONE;
        }
        Seat seat = new Seat(member, options);
        seat.note(Frame.copyOf(firstFrame.nioBuffer()));
        seats.add(seat);
        return seat;
    }

    /** What is known of one member. */
    static final class Seat implements Membership {
        final Member member;
        final JoinOptions options;
        final List<String> heard = new ArrayList<>();
        /** What its channel holds for a write under way. */
        final ArrayDeque<ByteBuf> writing = new ArrayDeque<>();

        private Seat(Member member, JoinOptions options) {
            this.member = member;
            this.options = options;
        }

        private void note(Frame frame) {
            Message message = Message.decode(frame.payload());
            boolean signed = frame.key() == ConnectionKey.of("secret", message.uid(), message.channel());
            heard.add((signed ? "" : "unsigned ") + message.uid() + "@" + message.channel() + ": " + message.text());
        }

        @Override
        public void publish(ByteBuf in, int at, int bytes, int frames) {
            note(Frame.copyOf(in.nioBuffer(at, bytes)));
        }

        @Override
        public void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
            publish(in, at, bytes, frames);
            heard.add("answer " + tag);
        }

        @Override
        public boolean mayHold() {
            return true;
        }

        @Override
        public void written(boolean success) {
            writing.remove().release();
        }

        @Override
        public void leave(CloseReason reason) {
            heard.add("leave " + reason);
        }
    }
}
