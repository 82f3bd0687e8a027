package mles.server.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import mles.server.transport.ChannelSecurity;

/** TLS for connections to another server, which must be who its name says. */
public final class TlsClient implements ChannelSecurity {
    private final SslContext context;
    private final String host;
    private final int port;

    /**
     * Knows whom to expect.
     *
     * @param context says whom to trust
     * @param host    the name, or address, that its certificate must have
     */
    public TlsClient(SslContext context, String host, int port) {
        this.context = context;
        this.host = host;
        this.port = port;
    }

    @Override
    public void protect(Channel channel) {
        channel.pipeline().addLast(context.newHandler(channel.alloc(), host, port), TlsEventTranslator.INSTANCE);
    }
}
