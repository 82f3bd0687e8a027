package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;

/** Prepares a connection that is dialled. */
public final class OutboundInitializer extends ChannelInitializer<Channel> {
    private final ChannelSecurity security;
    private final ChannelHandler user;

    /** @param user of what comes and goes */
    public OutboundInitializer(ChannelSecurity security, ChannelHandler user) {
        this.security = security;
        this.user = user;
    }

    @Override
    protected void initChannel(Channel channel) {
        security.protect(channel);
        channel.pipeline().addLast(user);
    }
}
