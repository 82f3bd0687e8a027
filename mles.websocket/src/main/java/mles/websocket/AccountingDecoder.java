package mles.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Netty's decoder of RFC 6455, whose memory for a frame that has half come in is counted, and which decodes so many frames
 * in a turn of the loop that others are not kept waiting. What is left then has its turns before more is read.
 */
final class AccountingDecoder extends WebSocket13FrameDecoder {
    /** Frames in a turn. */
    static final int MOST = 256;

    private final BufferedBytes held;
    private int left = MOST;
    private boolean behind;

    /** An event in the pipeline. */
    enum Progress {
        /** Nothing more should be read: whole frames are not decoded yet. */
        BEHIND,
        /** All that was read is decoded. */
        CAUGHT_UP
    }

    AccountingDecoder(WebSocketDecoderConfig config, BufferedBytes held) {
        super(config);
        this.held = held;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (left > 0) {
            left--;
            int before = out.size();
            super.decode(ctx, in, out);
            held.frameCut(out.size() == before);
        } else if (!behind) {
            behind = true;
            ctx.fireUserEventTriggered(Progress.BEHIND);
            goOnLater(ctx);
        }
        // What is left in here is kept until more has come; whole frames have been copied out.
        held.inDecoder(in.isReadable() ? in.capacity() : 0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (!behind) {
            left = MOST;
        }
        super.channelReadComplete(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        // What came before the end counts.
        left = Integer.MAX_VALUE;
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        held.inDecoder(0);
        held.frameCut(false);
        super.handlerRemoved0(ctx);
    }

    /** In the next turn: a task that is given to the loop now may have its turn before any socket. */
    private void goOnLater(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> {
            goOn(ctx);
            return ctx;
        }, 1, TimeUnit.NANOSECONDS);
    }

    private void goOn(ChannelHandlerContext ctx) throws Exception {
        if (ctx.isRemoved() || !ctx.channel().isActive()) {
            return;
        }
        left = MOST;
        channelRead(ctx, Unpooled.EMPTY_BUFFER);
        super.channelReadComplete(ctx);
        if (left == 0) {
            goOnLater(ctx);
        } else {
            behind = false;
            ctx.fireUserEventTriggered(Progress.CAUGHT_UP);
        }
    }
}
