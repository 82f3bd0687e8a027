package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;

/** Prepares a connection that is dialled. */
public final class Dialled extends ChannelInitializer<Channel> {
    private final Encryption encryption;
    private final ChannelHandler user;

    /** @param user of what comes and goes */
    public Dialled(Encryption encryption, ChannelHandler user) {
        this.encryption = encryption;
        this.user = user;
    }

    @Override
    protected void initChannel(Channel channel) {
        encryption.protect(channel);
        channel.pipeline().addLast(user);
    }
}
