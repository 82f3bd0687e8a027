package mles.server.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mles.protocol.ConnectionId;
import mles.protocol.Receipt;
import mles.server.transport.Member;

/**
 * Last bytes to a member that ended its sending side in good order: the rest of the frame that it is just reading, then
 * its receipt, then the end. Thread: its loop.
 */
final class LastWords {
    /** For a member that reads; for one that does not, the end comes without them. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Channel channel;
    private final ByteBuf rest;
    private final Receipt receipt;

    private LastWords(Channel channel, ByteBuf rest, Receipt receipt) {
        this.channel = channel;
        this.rest = rest;
        this.receipt = receipt;
    }

    /**
     * Says them behind everything that was written before, and closes the channel.
     *
     * @param last   the last frame that was written
     * @param frames how many were taken
     */
    static void say(Channel channel, LastFrame last, ConnectionId cid, long frames) {
        new LastWords(channel, last.rest(), new Receipt(cid, frames)).next();
        if (channel.isOpen()) {
            Future<?> limit = channel.eventLoop().schedule(() -> channel.close(), LONGEST.toMillis(),
                    TimeUnit.MILLISECONDS);
            // A timer without a use would keep the connection in memory.
            channel.closeFuture().addListener(closed -> limit.cancel(false));
        }
    }

    /** In pieces, so that no more than one of them is encrypted at once. */
    private void next() {
        if (rest.isReadable()) {
            int bytes = Math.min(rest.readableBytes(), Member.MOST_TO_WRITE);
            channel.writeAndFlush(rest.readRetainedSlice(bytes)).addListener((ChannelFuture written) -> {
                if (written.isSuccess()) {
                    next();
                } else {
                    end();
                }
            });
            return;
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(receipt.encode())).addListener(written -> end());
    }

    private void end() {
        rest.release();
        channel.close();
    }
}
