package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.spi.Position;
import mles.server.transport.Gate;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.websocket.http.MessageLines.BadBatchException;
import org.jspecify.annotations.Nullable;

/**
 * Quiet member that gets no messages: it publishes one at a time, or learns the position of its channel. Its connection id is a random
 * one, so that any number of them, and members of other kinds, may have the same names. Thread: loop of the connection.
 */
final class SilentMember implements Member {
    private final Events events;
    private final EventLoop loop;
    private final String kind;
    private final Names names;
    private final long key;
    private final JoinOptions.Role role;
    private final ConnectionId cid = new ConnectionId(ThreadLocalRandom.current().nextInt());
    private Membership membership = Membership.NONE;
    private State state = State.ADMITTED;
    private @Nullable JoinAnswer answer;
    private @Nullable CloseReason ended;

    private enum State {
        /** The gate has not returned: what it says is told then. */
        ADMITTED, PENDING, JOINED, GONE
    }

    /** Events of the member. None comes after a {@link #leave}, nor before {@link #join} returns. */
    interface Events {
        /** It is in its channel. */
        void joined(JoinAnswer answer);

        /** Its message has that place. */
        default void published(Position position) {
        }

        /**
         * It is no member any more.
         *
         * @param atGate whether it never got further than the gate
         */
        void closed(CloseReason reason, boolean atGate);

        /** Its channel wants nothing of it for a while, or goes on. */
        default void reading(boolean wanted) {
        }

        /** {@return the memory of a message that has half come in} */
        default long held() {
            return 0;
        }
    }

    SilentMember(Events events, EventLoop loop, String kind, Names names, JoinOptions.Role role) {
        this.role = role;
        this.events = events;
        this.loop = loop;
        this.kind = kind;
        this.names = names;
        this.key = names.key();
    }

    Names names() {
        return names;
    }

    /** Joins. */
    void join(Gate gate, InetSocketAddress remote, long longestName) {
        Frame frame = Frame.of(cid, key, Message.of(names.uid(), names.channel(), ""));
        FirstScan scan = FirstScan.of(frame.payload(), longestName);
        membership = gate.admit(Unpooled.wrappedBuffer(frame.bytes()), scan, remote, this,
                new JoinOptions(true, null, role));
        state = State.PENDING;
        if (ended != null) {
            close(ended);
        } else if (answer != null) {
            state = State.JOINED;
            events.joined(answer);
        }
    }

    /** Publishes the next message, and takes over its memory. It has joined, and the message before is answered. */
    void publish(MessageBody body) {
        ByteBuf frame = body.frame(cid, key);
        membership.publish(frame, 0, frame.readableBytes(), 1, 0L);
        frame.release();
    }

    /**
     * Publishes all messages of a body, or none. It has joined, and what came before is answered.
     *
     * @return how many there are
     * @throws BadBatchException when one of them is bad
     */
    int publishAll(MessageBody body, ByteBufAllocator allocator, HttpLimits limits) throws BadBatchException {
        MessageLines.Checked all = MessageLines.read(body.content(), allocator, names, cid, key, limits);
        body.clear();
        membership.publish(all.frames(), 0, all.frames().readableBytes(), all.count(), 0L);
        all.frames().release();
        return all.count();
    }

    /** Leaves behind what it published; nothing is told any more. */
    void leave(CloseReason reason) {
        if (state != State.GONE) {
            state = State.GONE;
            membership.leave(reason);
        }
    }

    /** {@return whether it is in its channel} */
    boolean hasJoined() {
        return state == State.JOINED;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public boolean isNumbered() {
        return true;
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        throw new IllegalStateException("it gets nothing");
    }

    @Override
    public long held() {
        return state == State.GONE ? 0 : events.held();
    }

    @Override
    public void reading(boolean wanted) {
        if (state != State.GONE) {
            events.reading(wanted);
        }
    }

    @Override
    public void joined(JoinAnswer its) {
        answer = its;
        if (state == State.PENDING) {
            state = State.JOINED;
            // Events may join another member, which must not begin inside of this join.
            loop.execute(() -> {
                if (state == State.JOINED) {
                    events.joined(its);
                }
            });
        }
    }

    @Override
    public void published(long tag, long number) {
        if (state == State.JOINED && answer != null) {
            events.published(new Position(answer.next(), number));
        }
    }

    @Override
    public void close(CloseReason reason) {
        ended = reason;
        if (state == State.PENDING || state == State.JOINED) {
            state = State.GONE;
            events.closed(reason, membership.equals(Membership.NONE));
        }
    }
}
