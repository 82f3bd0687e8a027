package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.util.ArrayDeque;
import mles.server.transport.DirectSocket;
import mles.server.transport.SocketErrors;
import mles.websocket.wire.Answer;
import mles.websocket.wire.WebSocketFrames;
import org.jspecify.annotations.Nullable;

/**
 * Gives the members of one socket their turns, and answers between their messages. A member keeps its turn until a message of it
 * is complete; every slice ends with a frame of the WebSocket, so pings and the like fit in between. For the loop of the socket.
 */
final class WriteScheduler {
    /** Ends a message that is cut. */
    private static final ByteBuf LAST_FRAGMENT = Unpooled
            .unreleasableBuffer(Unpooled.directBuffer(2).writeShort(0x8000));
    private static final ByteBuf PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(2).writeShort(0x8900));

    private final Channel channel;
    private final DirectSocket socket;
    private final AnswerQueue answers;
    private final Runnable fullness;
    private final Runnable pump = this::pumpAnswers;
    private final ArrayDeque<SocketMember> waiting = new ArrayDeque<>(0);
    private final ChannelFutureListener written = this::written;
    private final ChannelFutureListener answered = this::answered;
    private final ChannelFutureListener sent = control -> sent();
    /** The member whose message is cut. */
    private @Nullable SocketMember holder;
    private @Nullable SocketMember writer;
    private @Nullable ByteBuf pong;
    private boolean pingDue;
    private int controls;
    private long writes;
    private long messages;
    private boolean answering;
    /** Answers are written in this turn of the loop. */
    private boolean answersDue;
    private boolean pumping;

    /** @param fullness runs when {@link #isFull} may have changed */
    WriteScheduler(Channel channel, AnswerQueue answers, Runnable fullness) {
        this.channel = channel;
        this.socket = new DirectSocket(channel);
        this.answers = answers;
        this.fullness = fullness;
    }

    /** Says something between two messages, before any message that is offered later. */
    void answer(Answer answer) {
        boolean wasFull = isFull();
        answers.add(answer);
        if (isFull() && !wasFull) {
            fullness.run();
        }
        if (!answersDue) {
            answersDue = true;
            channel.eventLoop().execute(pump);
        }
    }

    /** {@return whether so many answers wait that no more should be asked for} */
    boolean isFull() {
        return answers.isFull();
    }

    /** {@return whether answers wait} */
    boolean hasAnswers() {
        return !answers.isEmpty();
    }

    /** {@return the number of messages so far, those that go out together counted as one} */
    long messages() {
        return messages;
    }

    /** {@code member} has something to write. */
    void offer(SocketMember member) {
        if (!member.equals(holder)) {
            waiting.add(member);
        }
        pump();
    }

    /** {@code member} writes nothing more; what it has under way ends later. */
    void forget(SocketMember member) {
        waiting.remove(member);
        if (member.hasSlice() && !member.equals(writer)) {
            member.written(false);
        }
    }

    /** Forgets {@code member} on a socket that goes on: a message of it that is cut ends early. */
    void abandon(SocketMember member) {
        forget(member);
        if (member.equals(holder)) {
            // What is under way is in the queue of the channel, before this.
            control(LAST_FRAGMENT.duplicate());
            holder = null;
            pump();
        }
    }

    /** Answers a ping, or if the answer to the one before is still under way later, or the one after it instead. */
    void pong(ByteBuf body) {
        if (pong != null) {
            pong.release();
        }
        pong = body;
        sendControls();
    }

    /** Asks whether the other side is there, behind what is under way. */
    void ping() {
        pingDue = true;
        sendControls();
    }

    /** {@return a number that changes when the socket takes some of what waits for it, so that the other side reads} */
    long progress() {
        ChannelOutboundBuffer waits = channel.unsafe().outboundBuffer();
        return writes + (waits == null ? 0 : waits.currentProgress());
    }

    /** Says the last thing, behind the answers if that can be now. */
    ChannelFuture close(int code, String text) {
        if (holder == null && !answering && hasAnswers()) {
            writeAnswers();
        }
        answers.clear();
        return channel.writeAndFlush(new CloseWebSocketFrame(code, text));
    }

    void clear() {
        answers.clear();
        if (pong != null) {
            pong.release();
            pong = null;
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (writer == null && !answering) {
            if (holder == null && hasAnswers()) {
                writeAnswers();
                continue;
            }
            SocketMember next = holder == null ? waiting.poll() : holder.hasSlice() ? holder : null;
            if (next == null) {
                break;
            }
            write(next);
        }
        pumping = false;
    }

    private void write(SocketMember member) {
        ByteBuf from = member.from();
        int at = member.at();
        int bytes = member.bytes();
        holder = WebSocketFrames.isCut(from, at) ? member : null;
        int taken = isBusy() ? 0 : socket.write(from, at, bytes);
        messages += holder == null ? 1 : 0;
        if (taken == bytes) {
            member.written(true);
        } else {
            writer = member;
            channel.writeAndFlush(from.retainedSlice(at + taken, bytes - taken)).addListener(written);
        }
    }

    private void written(ChannelFuture write) {
        SocketMember member = writer;
        writer = null;
        writes += WebSocketFrames.FRAGMENT;
        SocketErrors.pass(write);
        if (member != null) {
            member.written(write.isSuccess());
        }
        sendControls();
        pump();
    }

    private void pumpAnswers() {
        answersDue = false;
        pump();
    }

    private void writeAnswers() {
        ByteBuf all = answers.take();
        messages++;
        int taken = isBusy() ? 0 : socket.write(all, all.readerIndex(), all.readableBytes());
        if (taken == all.readableBytes()) {
            all.release();
            allAnswered();
        } else {
            answering = true;
            channel.writeAndFlush(all.skipBytes(taken)).addListener(answered);
        }
    }

    private void answered(ChannelFuture write) {
        answering = false;
        writes += WebSocketFrames.FRAGMENT;
        SocketErrors.pass(write);
        allAnswered();
        sendControls();
        pump();
    }

    private void allAnswered() {
        boolean wasFull = isFull();
        answers.written();
        if (wasFull && !isFull()) {
            fullness.run();
        }
    }

    private void sendControls() {
        ByteBuf body = pong;
        if (body != null && !isBusy()) {
            pong = null;
            control(new PongWebSocketFrame(body));
        }
        if (pingDue && !isBusy()) {
            pingDue = false;
            control(PING.duplicate());
        }
    }

    private void control(Object frame) {
        controls++;
        channel.writeAndFlush(frame).addListener(sent);
    }

    private void sent() {
        controls--;
        sendControls();
    }

    /** {@return whether something waits in the queue of the channel} */
    private boolean isBusy() {
        return writer != null || answering || controls > 0;
    }
}
