package mles.server.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;
import mles.server.transport.TlsException;

/** Tells of TLS in the words of plain sockets: its end of a stream is one, its faults are faults of the connection. */
@ChannelHandler.Sharable
final class TlsEventTranslator extends ChannelInboundHandlerAdapter {
    static final TlsEventTranslator INSTANCE = new TlsEventTranslator();

    private TlsEventTranslator() {
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent end) {
            if (end.isSuccess()) {
                ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable fault = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (fault instanceof SSLException) {
            ctx.fireExceptionCaught(new TlsException(firstLine(fault), fault));
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** The message may hold what the other side sent; the kind of fault says enough. */
    private static String firstLine(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        boolean quotes = message.startsWith("not an SSL/TLS record");
        return quotes ? "not a record of TLS" : message.lines().findFirst().orElse("");
    }
}
