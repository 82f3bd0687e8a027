package mles.server.tcp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Move of a connection to another event loop. Nothing is processed on the way, and an end waits for the arrival. Thread: the
 * loop of the connection.
 */
final class LoopTransfer {
    private final Channel channel;
    private final Runnable onArrival;
    private @Nullable Runnable end;

    /** @param onArrival runs on the other loop, before anything else does there */
    LoopTransfer(Channel channel, Runnable onArrival) {
        this.channel = channel;
        this.onArrival = onArrival;
    }

    /** Goes to {@code target}. In a turn of its own: a connection under admission must not be on two loops at once. */
    void start(EventLoop target, Runnable arrived) {
        channel.eventLoop().execute(() -> channel.deregister()
                .addListener(left -> target.register(channel).addListener(in -> arrived.run())));
    }

    /** Keeps an end for the arrival; the first one counts. */
    void endLater(Runnable task) {
        end = end == null ? task : end;
    }

    void arrived() {
        onArrival.run();
    }

    /** {@return the end that came on the way, if one did} */
    @Nullable
    Runnable end() {
        return end;
    }
}
