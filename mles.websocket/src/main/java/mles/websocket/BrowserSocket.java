package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import mles.protocol.CloseReason;
import mles.server.transport.HalfClose;
import mles.server.transport.SocketErrors;
import org.jspecify.annotations.Nullable;

/** One WebSocket: its frames, pings, time limits and end. Its messages and members are those of its {@link SocketProtocol}. */
final class BrowserSocket extends ChannelInboundHandlerAdapter
        implements
            WebSocketLoopContext.Timed {
    /** Fragments of less are counted with control frames. */
    private static final int SMALL_FRAGMENT = 1024;

    private final WebSocketLoopContext shared;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final BufferedBytes held;
    private final MessageAssembler in;
    private final WriteScheduler out;
    private final Pace controls;
    private final SocketProtocol members;
    private final UnauthenticatedSocket unauthenticated;
    private @Nullable CloseStatus ending;
    private String detail = "";
    private final SocketTimes times;
    private int paused;
    private boolean behind;
    private boolean told;

    BrowserSocket(WebSocketLoopContext shared, Channel channel, InetSocketAddress remote, BufferedBytes held,
            Subprotocol protocol) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.held = held;
        this.in = new MessageAssembler(channel.alloc(), held, protocol.mostBytes(shared.limits));
        this.out = new WriteScheduler(channel, new AnswerQueue(channel.alloc(), held), this::readOrNot);
        this.members = protocol.begin(shared, this, remote);
        this.unauthenticated = new UnauthenticatedSocket(shared.waiting, this::readOrNot, this::refuse);
        this.times = new SocketTimes(shared.limits, shared.now());
        this.controls = new Pace(shared.limits.controls(), shared.now());
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    WriteScheduler out() {
        return out;
    }

    /** The browser has its answer, and may be written to. */
    void opened() {
        readOrNot();
        if (ending == null) {
            members.opened();
        }
    }

    /** {@return the memory for what has half come in, and for answers} */
    long held() {
        return held.all();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        shared.enter(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        times.heard(shared.now());
        try {
            if (ending == null) {
                take(message);
            } else if (message instanceof CloseWebSocketFrame && told) {
                channel.close();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        long now = shared.now();
        times.heard(now);
        in.progressed(now);
        if (!members.haveJoined() && ending == null) {
            unauthenticated.hold(held.incoming(), now);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof AccountingDecoder.Progress progressed) {
            behind = progressed == AccountingDecoder.Progress.BEHIND;
            readOrNot();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException bad -> broken(bad);
            case DecoderException wrapped when wrapped.getCause() instanceof CorruptedWebSocketFrameException bad ->
                broken(bad);
            default -> {
                detail = String.valueOf(cause.getMessage());
                end(CloseStatus.of(SocketErrors.reason(remote, cause), cause instanceof IOException
                        ? WebSocketCloseStatus.NORMAL_CLOSURE
                        : WebSocketCloseStatus.INTERNAL_SERVER_ERROR));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(CloseStatus.of(CloseReason.LEFT, WebSocketCloseStatus.NORMAL_CLOSURE));
        held.inDecoder(0);
        out.clear();
        shared.leave(this);
        CloseReason reason = ending == null ? CloseReason.LEFT : ending.reason();
        if (!members.haveJoined()) {
            shared.connections.refused(remote, reason);
        }
        shared.connections.closed(remote, reason, detail);
    }

    @Override
    public void tick(long now) {
        if (ending != null) {
            return;
        }
        members.tick(now);
        if (!channel.config().isAutoRead()) {
            // Time-outs run only while we read, or while the other side has to.
            unauthenticated.progressed(now);
            in.progressed(now);
            if (!out.isFull()) {
                times.heard(now);
                return;
            }
        }
        if (times.isSilent(out.progress(), now)) {
            end(CloseStatus.of(CloseReason.UNRESPONSIVE, WebSocketCloseStatus.INTERNAL_SERVER_ERROR));
        } else if (shared.limits.frameNanos() > 0 && unauthenticated.hasStalled(now - shared.limits.frameNanos())) {
            end(CloseStatus.of(CloseReason.FIRST_FRAME_TIMEOUT, WebSocketCloseStatus.POLICY_VIOLATION));
        } else if (shared.limits.frameNanos() > 0 && in.hasStalled(now - shared.limits.frameNanos())) {
            end(CloseStatus.of(CloseReason.FRAME_TIMEOUT, WebSocketCloseStatus.POLICY_VIOLATION));
        } else if (times.isPingDue(now)) {
            out.ping();
        }
    }

    /** The server is stopping; members are its hubs' business. */
    @Override
    public void stop() {
        if (members.isEmpty()) {
            refuse(CloseReason.SHUTDOWN);
        }
    }

    private void refuse(CloseReason reason) {
        end(CloseStatus.of(reason, WebSocketCloseStatus.ENDPOINT_UNAVAILABLE));
    }

    /** One of the members may go on, or has to wait; the others wait with it. */
    void reading(boolean wanted) {
        paused += wanted ? -1 : 1;
        readOrNot();
    }

    /** {@return whether there is one more control frame, or what counts as one, than there may be; then it ends} */
    boolean isTooOften() {
        boolean tooOften = controls.isTooOften(shared.now());
        if (tooOften) {
            end(CloseStatus.of(CloseReason.RATE_LIMIT, WebSocketCloseStatus.POLICY_VIOLATION));
        }
        return tooOften;
    }

    private void take(Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            end(CloseStatus.of(CloseReason.BAD_FRAME, WebSocketCloseStatus.PROTOCOL_ERROR));
            return;
        }
        if (isControl(frame) && isTooOften()) {
            return;
        }
        switch (frame) {
            case PingWebSocketFrame ping -> out.pong(ping.content().retain());
            case CloseWebSocketFrame close -> end(hasGoodText(close)
                    ? CloseStatus.answer(close.statusCode())
                    : CloseStatus.of(CloseReason.BAD_FRAME, WebSocketCloseStatus.INVALID_PAYLOAD_DATA));
            case TextWebSocketFrame text -> end(CloseStatus.of(CloseReason.BAD_PAYLOAD,
                    WebSocketCloseStatus.INVALID_MESSAGE_TYPE));
            case BinaryWebSocketFrame binary -> receive(binary);
            case ContinuationWebSocketFrame more -> receive(more);
            case PongWebSocketFrame pong -> {
                // it is there, which is all that was asked
            }
            default -> throw new IllegalStateException("a frame of a kind that RFC 6455 does not have");
        }
    }

    private void receive(WebSocketFrame fragment) {
        if (!in.add(fragment.content())) {
            tooLarge();
        } else if (fragment.isFinalFragment()) {
            ByteBuf message = in.finish();
            try {
                members.receive(message);
            } finally {
                message.release();
            }
        }
    }

    private void broken(CorruptedWebSocketFrameException bad) {
        detail = String.valueOf(bad.getMessage());
        boolean large = bad.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
        end(CloseStatus.of(large ? CloseReason.TOO_LARGE : CloseReason.BAD_FRAME, bad.closeStatus()));
    }

    private void tooLarge() {
        end(CloseStatus.of(CloseReason.TOO_LARGE, WebSocketCloseStatus.MESSAGE_TOO_BIG));
    }

    /** The first call counts. Members leave, and what they published before is taken; then the browser is told. */
    void end(CloseStatus how) {
        end(how, detail);
    }

    /** @param seen what was seen and what was allowed */
    void end(CloseStatus how, String seen) {
        if (ending != null) {
            return;
        }
        ending = how;
        detail = seen;
        unauthenticated.leave();
        in.clear();
        readOrNot();
        members.leave(how.reason());
        tellIfEmpty();
    }

    /** Tells the browser of the end, once it has begun and the last member is gone. */
    void tellIfEmpty() {
        CloseStatus how = ending;
        if (how == null || told || !members.isEmpty()) {
            return;
        }
        told = true;
        if (!channel.isActive()) {
            return;
        }
        if (how.reason() == CloseReason.LEFT) {
            out.close(how.code(), how.text()).addListener(ChannelFutureListener.CLOSE);
            HalfClose.limit(channel);
        } else {
            HalfClose.behind(out.close(how.code(), how.text()));
        }
    }

    /** A message names a member: nothing of this socket counts as unauthenticated any more. */
    void authenticated() {
        unauthenticated.leave();
    }

    /** {@return the status with which it ends, null while it does not} */
    @Nullable
    CloseStatus ending() {
        return ending;
    }

    private void readOrNot() {
        channel.config().setAutoRead(!behind && (ending != null || (unauthenticated.isReadable() && paused == 0
                && !out.isFull())));
    }

    /** {@return whether a frame is work and brings next to nothing} */
    private static boolean isControl(WebSocketFrame frame) {
        return switch (frame) {
            case PingWebSocketFrame ping -> true;
            case PongWebSocketFrame pong -> true;
            default -> !frame.isFinalFragment() && frame.content().readableBytes() < SMALL_FRAGMENT;
        };
    }

    /** Netty's check lets a character pass that is cut at the end. */
    private static boolean hasGoodText(CloseWebSocketFrame close) {
        ByteBuf content = close.content();
        return content.readableBytes() <= 2
                || ByteBufUtil.isText(content, content.readerIndex() + 2, content.readableBytes() - 2,
                        StandardCharsets.UTF_8);
    }
}
