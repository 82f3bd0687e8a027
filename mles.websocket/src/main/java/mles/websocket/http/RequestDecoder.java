package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of requests, which decodes the next one only when the one before is answered: what a client sends ahead stays as
 * bytes, of which no more are read. A request with two lengths is none. Thread: loop of the connection.
 */
public final class RequestDecoder extends HttpRequestDecoder {
    private static final int REQUEST_LINE = 4096;
    private static final int REQUEST_HEADERS = 16 * 1024;

    private @Nullable ChannelHandlerContext context;
    private boolean answering;
    private boolean held;
    private boolean decoding;
    private boolean behind;
    private boolean begun;

    /** Creates a decoder with the limits on heads. */
    public RequestDecoder() {
        super(new HttpDecoderConfig().setMaxInitialLineLength(REQUEST_LINE).setMaxHeaderSize(REQUEST_HEADERS));
    }

    /** Decodes the next request: the one before is answered. */
    public void next() {
        answering = false;
        goOn();
    }

    /** Decodes nothing for a while, or goes on. */
    public void hold(boolean now) {
        held = now;
        goOn();
    }

    /** {@return the bytes that are not decoded, to be released by the caller} What comes is no HTTP any more. */
    public ByteBuf takeRest() {
        int bytes = actualReadableBytes();
        return bytes == 0 ? Unpooled.EMPTY_BUFFER : internalBuffer().readBytes(bytes);
    }

    /** {@return whether a head has come in part} */
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        decoding = true;
        try {
            super.channelRead(ctx, message);
        } finally {
            decoding = false;
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (answering || held) {
            if (!behind) {
                behind = true;
                ctx.channel().config().setAutoRead(false);
            }
            return;
        }
        int before = out.size();
        int readable = in.readableBytes();
        super.decode(ctx, in, out);
        boolean none = out.size() == before;
        begun = none && (begun || readable > 0);
        answering = !none && out.getLast() instanceof LastHttpContent;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("a chunked request with a Content-Length");
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        readOn(ctx);
    }

    private void goOn() {
        ChannelHandlerContext ctx = context;
        if (answering || held || ctx == null || ctx.isRemoved()) {
            return;
        }
        readOn(ctx);
        if (!decoding) {
            try {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
                channelReadComplete(ctx);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    private void readOn(ChannelHandlerContext ctx) {
        if (behind) {
            behind = false;
            ctx.channel().config().setAutoRead(true);
        }
    }
}
