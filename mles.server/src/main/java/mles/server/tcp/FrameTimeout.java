package mles.server.tcp;

import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;

/** Ends a connection whose frame, later than the first, stalls half way (SPEC 9, row 5). */
final class FrameTimeout {
    private final TcpConnection connection;
    private final long limit;
    private long progressAt;
    private boolean running;
    private boolean due;

    /** @param limit nanoseconds, 0 is none */
    FrameTimeout(TcpConnection connection, long limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** A piece of a frame came, or the connection is read again; more of it is awaited. */
    void start() {
        if (limit == 0) {
            return;
        }
        running = true;
        progressAt = connection.now();
        if (!due) {
            checkAfter(limit);
        }
    }

    /** Nothing is awaited. */
    void stop() {
        running = false;
    }

    private void check() {
        due = false;
        if (!running) {
            return;
        }
        long left = progressAt + limit - connection.now();
        if (left > 0) {
            checkAfter(left);
        } else {
            connection.end(CloseReason.FRAME_TIMEOUT, "a frame stalled half way");
        }
    }

    private void checkAfter(long nanos) {
        due = true;
        connection.loop().schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }
}
