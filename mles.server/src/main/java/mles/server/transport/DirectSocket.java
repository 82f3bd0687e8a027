package mles.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The socket below a channel, written to without the channel's queue, promises and pipeline. For a channel that has
 * nothing queued and no handler that changes what is written.
 */
public final class DirectSocket {
    private final Channel channel;
    private final @Nullable Socket socket;

    /** @param channel an open one */
    public DirectSocket(Channel channel) {
        this.channel = channel;
        this.socket = channel instanceof UnixChannel unix && !ChannelSecurity.isOn(channel)
                && unix.fd() instanceof Socket its ? its : null;
    }

    /**
     * Writes all. What the socket does not take at once is retained, and left to the channel.
     *
     * @param rest is told when that is written, or cannot be
     * @return whether there is nothing left
     */
    public boolean write(ByteBuf from, int at, int bytes, ChannelFutureListener rest) {
        int taken = write(from, at, bytes);
        if (taken < bytes) {
            channel.writeAndFlush(from.retainedSlice(at + taken, bytes - taken)).addListener(rest);
        }
        return taken == bytes;
    }

    /** {@return the number of bytes written} The channel must be asked to write the rest; it also meets any fault again. */
    public int write(ByteBuf from, int at, int bytes) {
        // The number of a closed socket may belong to another one already.
        if (socket == null || !channel.isActive() || !from.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(from.memoryAddress(), at, at + bytes);
        } catch (IOException e) {
            // The socket tells its fault once only.
            channel.eventLoop().execute(() -> channel.pipeline().fireExceptionCaught(e));
            return 0;
        }
    }
}
