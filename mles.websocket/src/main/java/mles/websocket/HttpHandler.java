package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.server.spi.BoundedLog;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.SocketErrors;
import mles.websocket.http.Visitor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that speaks HTTP still: it gets pieces of the page, or becomes a WebSocket, or hears why not. */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest>
        implements
            WebSocketLoopContext.Timed,
            ConnectionLimit.Silent {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final Pattern GZIP = Pattern.compile("gzip\\s*(;\\s*q=(1(\\.0*)?|0?\\.0*[1-9][0-9]*))?");

    private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
    private static final BoundedLog REFUSED_PAGES = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final WebSocketLoopContext shared;
    private final Channel channel;
    private final Visitor visitor;
    private final UpgradePolicy policy;
    private final Assets assets;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private final long begunAt;
    private boolean handedOn;
    private boolean answered;

    HttpHandler(WebSocketLoopContext shared, Channel channel, Visitor visitor, UpgradePolicy policy,
            Assets assets) {
        this.shared = shared;
        this.channel = channel;
        this.visitor = visitor;
        this.policy = policy;
        this.assets = assets;
        this.begunAt = shared.now();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        CloseReason refusal = visitor.opened();
        if (refusal == null) {
            shared.enter(this);
            shared.connections.silent(this);
        } else {
            close(refusal, "");
        }
    }

    /** Another handler takes the connection over, and tells of its end. */
    void handOn() {
        handedOn = true;
        shared.leave(this);
        shared.connections.heard(this);
    }

    /** Takes over a connection that counts already. */
    void takeOver() {
        shared.enter(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        shared.connections.heard(this);
        if (answered) {
            return; // one answer a connection: no more is ordered than is read
        }
        if (request.decoderResult().isFailure()) {
            reason = CloseReason.BAD_FRAME;
            answer(text(HttpResponseStatus.BAD_REQUEST, "not a request of HTTP"));
        } else if (!visitor.asks(request)) {
            reason = CloseReason.BAD_FRAME;
            answer(text(HttpResponseStatus.BAD_REQUEST, "Forwarded or X-Forwarded-For, not both"));
        } else if (UpgradePolicy.isUpgrade(request)) {
            List<String> offered = UpgradePolicy.offered(request);
            Subprotocol protocol = Subprotocol.select(offered, shared.gate.hasPositions());
            UpgradePolicy.Refusal refusal = policy.judge(request, isOnLoopback(), protocol);
            if (refusal != null) {
                boolean byClose = refusal.word() != null && offered.contains(Subprotocol.ENVELOPES.word());
                refuse(refusal, byClose && protocol != null
                        ? new Handshake(channel, request, protocol, shared.limits)
                        : null);
            } else if (protocol != null) {
                upgrade(request, protocol);
            }
        } else {
            serve(request);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(SocketErrors.reason(visitor.client(), cause), String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!handedOn) {
            shared.leave(this);
            shared.connections.heard(this);
            if (reason != CloseReason.LEFT) {
                shared.connections.refused(visitor.client(), reason);
            }
            visitor.closed(reason, detail);
        }
    }

    @Override
    public void tick(long now) {
        if (shared.limits.requestNanos() > 0 && now - begunAt >= shared.limits.requestNanos()) {
            close(CloseReason.FIRST_FRAME_TIMEOUT, "no request in time");
        }
    }

    @Override
    public void giveWay() {
        channel.eventLoop().execute(() -> {
            if (!handedOn && !answered) {
                close(CloseReason.CONNECTION_LIMIT, "no request yet, and others came");
            }
        });
    }

    @Override
    public void stop() {
        close(CloseReason.SHUTDOWN, "");
    }

    private void upgrade(FullHttpRequest request, Subprotocol protocol) {
        CloseReason full = visitor.settle();
        if (full != null) {
            reason = full;
            answer(text(HttpResponseStatus.SERVICE_UNAVAILABLE, full.word()));
            return;
        }
        BufferedBytes held = new BufferedBytes(shared.account);
        BrowserSocket socket = new BrowserSocket(shared, channel, visitor.client(), held, protocol);
        handedOn = true;
        shared.leave(this);
        channel.pipeline().replace(this, null, socket);
        Handshake handshake = new Handshake(channel, request, protocol, shared.limits);
        handshake.answer(held).addListener(ChannelFutureListener.CLOSE_ON_FAILURE).addListener(answer -> {
            if (answer.isSuccess()) {
                socket.opened();
                handshake.readOn();
            } else {
                handshake.forgetRest();
            }
        });
    }

    /** @param handshake tells it by a close, null to tell it by HTTP */
    private void refuse(UpgradePolicy.Refusal refusal, @Nullable Handshake handshake) {
        reason = CloseReason.NOT_ALLOWED;
        detail = refusal.why();
        if (refusal.status().equals(HttpResponseStatus.FORBIDDEN)) {
            REFUSED_PAGES.add(HttpResponseStatus.FORBIDDEN,
                    count -> LOG.warn("origin-refused: pages of other origins were refused, connections={}, one={};"
                            + " behind a proxy on this machine each origin has to be named", count, refusal.why()));
        }
        if (handshake != null && refusal.word() != null) {
            String word = refusal.word();
            answer(refusal.status(), () -> handshake.refuse(new BufferedBytes(shared.account), word));
            return;
        }
        FullHttpResponse response = text(refusal.status(), refusal.why());
        if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.UPGRADE, "websocket").set(HttpHeaderNames.SEC_WEBSOCKET_VERSION,
                    "13");
        } else if (refusal.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        } else if (refusal.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET");
        }
        answer(response);
    }

    private void serve(FullHttpRequest request) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            FullHttpResponse response = text(HttpResponseStatus.METHOD_NOT_ALLOWED, "GET or HEAD");
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            answer(response);
            return;
        }
        Assets.Asset asset = assets.find(UpgradePolicy.path(request));
        if (asset == null) {
            answer(text(HttpResponseStatus.NOT_FOUND, "nothing is here"));
            return;
        }
        Assets.Form form = asset.form(takesGzip(request));
        boolean known = form.tag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        ByteBuf body = head || known ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(form.bytes());
        FullHttpResponse response = response(known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, asset.type()).set(HttpHeaderNames.ETAG, form.tag())
                .set(HttpHeaderNames.CACHE_CONTROL, asset.isImmutable() ? FOR_EVER : "no-cache")
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (!known) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, form.bytes().length);
        }
        if (form.isGzip()) {
            response.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        answer(response);
    }

    private void answer(FullHttpResponse response) {
        HttpUtil.setKeepAlive(response, false);
        answer(response.status(), () -> channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE));
    }

    /** The only answer of this connection; a wrong token costs time. */
    private void answer(HttpResponseStatus status, Runnable write) {
        answered = true;
        channel.config().setAutoRead(false);
        shared.connections.refuse(channel, visitor.client(), status.equals(HttpResponseStatus.UNAUTHORIZED), write);
    }

    private boolean isOnLoopback() {
        return channel.localAddress() instanceof InetSocketAddress local && local.getAddress().isLoopbackAddress();
    }

    private void close(CloseReason why, String what) {
        reason = why;
        detail = what;
        channel.close();
    }

    /** Tells whether a client names gzip among the encodings that it takes, and not with the weight of nothing. */
    private static boolean takesGzip(FullHttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING).stream()
                .flatMap(header -> Stream.of(header.toLowerCase(Locale.ROOT).split(",", -1))).map(String::strip)
                .anyMatch(word -> GZIP.matcher(word).matches());
    }

    private static FullHttpResponse text(HttpResponseStatus status, String text) {
        FullHttpResponse response = response(status,
                Unpooled.copiedBuffer(status + ": " + text + "\n", StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        return response;
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set("Content-Security-Policy", POLICY).set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer").set("Cross-Origin-Opener-Policy", "same-origin");
        return response;
    }
}
