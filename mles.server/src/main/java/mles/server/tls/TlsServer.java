package mles.server.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mles.server.transport.ChannelSecurity;

/** TLS for connections that come in. What it shows of the server may be replaced; those who are in stay in. */
public final class TlsServer implements ChannelSecurity {
    /** Keys are worked on away from the loops: a flood of handshakes must not hold up members. */
    private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
    private volatile SslContext context;

    /** @param context for further connections */
    public TlsServer(SslContext context) {
        this.context = context;
    }

    /** Uses {@code next} for further connections. */
    public void replace(SslContext next) {
        context = next;
    }

    @Override
    public void protect(Channel channel) {
        channel.pipeline().addLast(context.newHandler(channel.alloc(), handshakes), TlsEventTranslator.INSTANCE);
    }

    /** Ends handshakes under way. */
    public void close() {
        handshakes.shutdownNow();
    }
}
