package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/** End of a connection behind its last write. Closing with input unread would send RST, which may overtake that. */
public final class HalfClose {
    /** Time for the other side to close, too. */
    private static final int CLOSING_SECONDS = 2;

    private HalfClose() {
    }

    /** Tells the other side behind {@code last} that nothing more comes, and waits for its end. Thread: loop of the connection. */
    public static void behind(ChannelFuture last) {
        Channel channel = last.channel();
        last.addListener(written -> {
            if (written.isSuccess()) {
                ChannelSecurity.shutdownOutput(channel);
            } else {
                channel.close();
            }
        });
        limit(channel);
    }

    /** Closes {@code channel}, which ends, where the other side does not: one that reads nothing would stay for ever. */
    public static void limit(Channel channel) {
        LoopClock.ifOpenAfter(channel, CLOSING_SECONDS, channel::close);
    }
}
