package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Encryption between a socket and its protocol, or none. Thread-safe. */
@FunctionalInterface
public interface ChannelSecurity {
    /** Nothing. */
    ChannelSecurity NONE = channel -> {
    };

    /** Adds what is needed to the end of the pipeline of {@code channel}, which is empty. On its loop. */
    void protect(Channel channel);

    /**
     * Tells the other side that nothing more comes, behind everything written so far; what it sends is read on. On the loop
     * of {@code channel}.
     */
    static void shutdownOutput(Channel channel) {
        if (isOn(channel)) {
            channel.pipeline().get(SslHandler.class).closeOutbound();
        } else {
            ((DuplexChannel) channel).shutdownOutput();
        }
    }

    /** {@return whether what is written to {@code channel} is encrypted} */
    static boolean isOn(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }
}
