package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.FirstScan;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.spi.Position;
import mles.server.transport.DirectSocket;
import mles.server.transport.HalfClose;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import mles.server.transport.Member;
import mles.server.transport.Membership;
import mles.server.transport.SocketErrors;
import mles.server.transport.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Connection that reads a channel, and the member that it is: a request is its last one. The body ends where the connection ends, so
 * that slices of the encoded log are written as they are. Thread: loop of the connection.
 */
final class EventStream extends ChannelInboundHandlerAdapter implements Member {
    private final HttpContext shared;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final String kind;
    private final Reading reading;
    private final @Nullable String origin;
    private final Runnable onGone;
    private final DirectSocket socket;
    private @Nullable Position since;
    private @Nullable SilentMember observer;
    private Membership membership = Membership.NONE;
    private State state = State.JOINING;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private @Nullable HistoryEnd historyEnd;
    /** Writes in the queue of the channel. */
    private int queued;
    private long writes;
    private long taken;
    private long takenAt;
    private long saidAt;
    /** The last byte that was written is inside of a message. */
    private boolean cut;
    /** A message was written. */
    private boolean begun;

    private enum State {
        JOINING, OPEN, ENDING
    }

    EventStream(HttpContext shared, Channel channel, InetSocketAddress remote, String kind, Reading reading,
            @Nullable String origin, Runnable onGone) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.kind = kind;
        this.reading = reading;
        this.origin = origin;
        this.onGone = onGone;
        this.since = reading.since();
        this.socket = new DirectSocket(channel);
        this.takenAt = shared.clock().getAsLong();
    }

    /** Joins, behind the newest message where only those to come are wanted. */
    void begin() {
        if (reading.part() == Reading.Part.POSITION || (reading.part() == Reading.Part.LIVE && since == null)) {
            observe();
        } else {
            join();
        }
    }

    private void observe() {
        observer = new SilentMember(new SilentMember.Events() {
            @Override
            public void joined(JoinAnswer answer) {
                forgetObserver();
                if (reading.part() == Reading.Part.POSITION) {
                    state = State.ENDING;
                    last(head(answer));
                } else {
                    since = answer.newest();
                    join();
                }
            }

            @Override
            public void closed(CloseReason why, boolean atGate) {
                observer = null;
                EventStream.this.close(why);
            }
        }, loop(), kind, reading.names(), JoinOptions.Role.OBSERVER);
        observer.join(shared.gate(), remote, shared.limits().name());
    }

    private void forgetObserver() {
        if (observer != null) {
            observer.leave(CloseReason.LEFT);
            observer = null;
        }
    }

    private void join() {
        Frame frame = Frame.of(new ConnectionId(ThreadLocalRandom.current().nextInt()), reading.names().key(),
                Message.of(reading.names().uid(), reading.names().channel(), ""));
        FirstScan scan = FirstScan.of(frame.payload(), shared.limits().name());
        membership = shared.gate().admit(Unpooled.wrappedBuffer(frame.bytes()), scan, remote, this,
                new JoinOptions(!reading.isVisible(), since, JoinOptions.Role.READER));
        if (membership.equals(Membership.NONE)) {
            shared.connections().refused(remote, reason);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(SocketErrors.reason(remote, cause), String.valueOf(cause.getMessage()));
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(CloseReason.LEFT, "");
        onGone.run();
        shared.connections().closed(remote, reason, detail);
    }

    /** Time has passed: it is {@code now}. */
    void tick(long now) {
        HttpLimits limits = shared.limits();
        if (state != State.OPEN) {
            return;
        }
        long progress = progress();
        if (queued == 0 || progress != taken) {
            taken = progress;
            takenAt = now;
        }
        if (limits.timeoutNanos() > 0 && now - takenAt >= limits.timeoutNanos()) {
            end(CloseReason.UNRESPONSIVE, "");
        } else if (limits.pingNanos() > 0 && now - saidAt >= limits.pingNanos() && queued == 0 && !cut) {
            saidAt = now;
            say(reading.format().idle());
        }
    }

    @Override
    public EventLoop loop() {
        return channel.eventLoop();
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public WireFormat wireFormat() {
        return reading.format();
    }

    @Override
    public void reading(boolean wanted) {
        // It publishes nothing.
    }

    @Override
    public void joined(JoinAnswer answer) {
        if (state != State.JOINING) {
            return;
        }
        state = State.OPEN;
        saidAt = shared.clock().getAsLong();
        long newest = answer.newest().number();
        boolean isEmpty = answer.first() > newest;
        Position before = new Position(answer.newest().epoch(), isEmpty ? newest : answer.first() - 1);
        channel.write(head(answer));
        say(reading.format().begin(before, answer));
        if (reading.part() == Reading.Part.HISTORY) {
            historyEnd = new HistoryEnd(reading.format(), newest);
            if (isEmpty) {
                // The gate may tell of the join before it has given the membership that is to be left.
                loop().execute(this::complete);
            }
        }
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        if (state != State.OPEN) {
            membership.written(false);
            return;
        }
        saidAt = shared.clock().getAsLong();
        int wanted = historyEnd == null ? bytes : historyEnd.upTo(from, at, bytes);
        cut = !reading.format().isEnd(from, at, wanted);
        int skipped = begun ? 0 : reading.format().before();
        begun = true;
        int left = wanted - skipped;
        int direct = queued == 0 ? socket.write(from, at + skipped, left) : 0;
        if (direct == left) {
            written(true);
        } else {
            enqueue(from.retainedSlice(at + skipped + direct, left - direct))
                    .addListener(write -> written(write.isSuccess()));
        }
    }

    @Override
    public void close(CloseReason why) {
        if (state == State.JOINING) {
            reason = why;
            state = State.ENDING;
            FullHttpResponse response = Responses.of(Problem.of(why));
            HttpUtil.setKeepAlive(response, false);
            Responses.allow(response, origin);
            last(reading.part() == Reading.Part.POSITION ? Responses.withoutBody(response) : response);
        } else if (state == State.OPEN) {
            state = State.ENDING;
            reason = why;
            last(cut ? Unpooled.EMPTY_BUFFER : text(reading.format().cutOff(why)));
        }
    }

    /** All of a history is written. */
    private void complete() {
        end(CloseReason.LEFT, "", reading.format().complete());
    }

    private void end(CloseReason why, String what) {
        end(why, what, "");
    }

    /** Leaves, and ends behind what is written and {@code words}. */
    private void end(CloseReason why, String what, String words) {
        if (state == State.ENDING) {
            return;
        }
        state = State.ENDING;
        reason = why;
        detail = what;
        forgetObserver();
        membership.leave(why);
        if (channel.isActive()) {
            last(text(words));
        }
    }

    private void written(boolean success) {
        boolean isOver = historyEnd != null && historyEnd.isReached();
        membership.written(success && !isOver);
        if (isOver) {
            complete();
        }
    }

    private HttpResponse head(JoinAnswer answer) {
        HttpResponse response = Responses.stream(reading.format(), answer.newest());
        Responses.allow(response, origin);
        return response;
    }

    private void say(String words) {
        enqueue(text(words));
    }

    private ChannelFuture enqueue(ByteBuf bytes) {
        queued++;
        return channel.writeAndFlush(bytes).addListener(write -> {
            queued--;
            writes++;
            SocketErrors.pass((ChannelFuture) write);
        });
    }

    private void last(Object message) {
        HalfClose.behind(channel.writeAndFlush(message));
    }

    private long progress() {
        ChannelOutboundBuffer waits = channel.unsafe().outboundBuffer();
        return (writes << Integer.SIZE) + (waits == null ? 0 : waits.currentProgress());
    }

    private static ByteBuf text(String words) {
        return Unpooled.copiedBuffer(words, StandardCharsets.US_ASCII);
    }
}
