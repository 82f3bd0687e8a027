package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;

/** Netty's decoder of RFC 6455, whose memory for a frame that has half come in is counted. */
final class CountedDecoder extends WebSocket13FrameDecoder {
    private final HeldBytes held;

    CountedDecoder(WebSocketDecoderConfig config, HeldBytes held) {
        super(config);
        this.held = held;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(ctx, in, out);
        held.frameCut(out.size() == before);
        // What is left in here is kept until more has come; whole frames have been copied out.
        held.inDecoder(in.isReadable() ? in.capacity() : 0);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        held.inDecoder(0);
        held.frameCut(false);
        super.handlerRemoved0(ctx);
    }
}
