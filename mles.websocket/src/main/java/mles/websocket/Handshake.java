package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import mles.server.transport.HalfClose;
import mles.websocket.http.RequestDecoder;

/** Answer that makes a WebSocket of a connection. Thread: the loop of that. */
final class Handshake {
    private final Channel channel;
    private final FullHttpRequest request;
    private final Subprotocol protocol;
    private final BrowserLimits limits;
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    /** @param request its headers are kept, nothing else */
    Handshake(Channel channel, HttpRequest request, Subprotocol protocol, BrowserLimits limits) {
        this.channel = channel;
        this.request = new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri(),
                Unpooled.EMPTY_BUFFER, request.headers(), EmptyHttpHeaders.INSTANCE);
        this.protocol = protocol;
        this.limits = limits;
    }

    /** {@return the future of the answer, which is being written} Behind it messages may be written, and {@link #readOn} is due. */
    ChannelFuture answer(BufferedBytes held) {
        rest = channel.pipeline().get(RequestDecoder.class).takeRest();
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(protocol.mostBytes(limits)).closeOnProtocolViolation(false).build();
        WebSocketServerHandshaker13 handshaker = new WebSocketServerHandshaker13("", null, config) {
            @Override
            protected WebSocketFrameDecoder newWebsocketDecoder() {
                return new AccountingDecoder(decoderConfig(), held);
            }
        };
        HttpHeaders headers = new DefaultHttpHeaders().add(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, protocol.word());
        ChannelFuture answer = handshaker.handshake(channel, request, headers, channel.newPromise());
        if (!answer.isDone()) {
            channel.config().setAutoRead(false);
        }
        return answer;
    }

    /** Reads frames that came with the request. */
    void readOn() {
        ByteBuf early = rest;
        rest = Unpooled.EMPTY_BUFFER;
        ChannelHandlerContext before = channel.pipeline().context(WebSocketFrameEncoder.class);
        if (early.isReadable() && before != null) {
            before.fireChannelRead(early).fireChannelReadComplete();
        } else {
            early.release();
        }
    }

    /** Forgets frames that came with the request. */
    void forgetRest() {
        rest.release();
        rest = Unpooled.EMPTY_BUFFER;
    }

    /** Answers, and closes: a page gets to know the text of a close, but nothing of a refusal by HTTP. */
    void refuse(BufferedBytes held, String word) {
        answer(held).addListener(answer -> {
            forgetRest();
            if (!answer.isSuccess()) {
                channel.close();
                return;
            }
            HalfClose.behind(channel.writeAndFlush(
                    new CloseWebSocketFrame(WebSocketCloseStatus.POLICY_VIOLATION.code(), word)));
        });
    }
}
