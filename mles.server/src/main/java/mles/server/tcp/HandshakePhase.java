package mles.server.tcp;

import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.FirstScan;
import mles.protocol.Header;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.FrameBatcher;
import mles.server.transport.UnauthenticatedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Phase of a connection until its first frame is complete: its bytes count as unauthenticated, and its time is limited.
 */
final class HandshakePhase implements UnauthenticatedQueue.Waiter, ConnectionLimit.Silent {
    private static final long MOST_OFTEN = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LEAST_OFTEN = TimeUnit.SECONDS.toNanos(1);

    private final TcpConnection connection;
    private final TcpLoopContext shared;
    private final FirstFrameTimeout clock;
    private Future<?> nextCheck;
    private @Nullable FirstScan known;
    private long held;
    private int seen;
    private boolean judged;
    private boolean vouched;
    private boolean over;

    /** @param encrypted whether the other side has to begin with a handshake, at once */
    HandshakePhase(TcpConnection connection, TcpLoopContext shared, boolean encrypted) {
        this.connection = connection;
        this.shared = shared;
        this.clock = new FirstFrameTimeout(shared.limits, now());
        shared.waiting.enter(this);
        if (encrypted) {
            clock.begin(now());
        } else {
            shared.connections.silent(this);
        }
        this.nextCheck = checkLater();
    }

    /** The handshake is over. */
    void encrypted() {
        clock.rest(now());
        shared.connections.silent(this);
    }

    /** A part of it has come; this is all there is of it by now. */
    void received(FrameBatcher cutter) {
        int bytes = cutter.pending() - seen;
        boolean first = seen == 0;
        seen += bytes;
        boolean headerComplete = seen >= Header.SIZE;
        clock.received(bytes, headerComplete, now());
        if (first) {
            shared.connections.heard(this);
            nextCheck.cancel(false);
            nextCheck = checkLater();
        }
        if (!vouched) {
            held += bytes;
            shared.waiting.hold(bytes);
        }
        if (headerComplete && isVouchedFor(cutter.pendingView())) {
            vouched = true;
            shared.waiting.leave(this, held);
        }
    }

    /** It is complete, or will never be. */
    void end() {
        over = true;
        // It would hold all of the connection until its time has come.
        nextCheck.cancel(false);
        shared.connections.heard(this);
        if (!vouched) {
            shared.waiting.leave(this, held);
        }
    }

    @Override
    public void giveWay() {
        connection.loop().execute(() -> {
            if (!over) {
                connection.end(CloseReason.CONNECTION_LIMIT, "silent, and others came");
            }
        });
    }

    @Override
    public void setReadable(boolean wanted) {
        if (!over) {
            clock.run(wanted, now());
            connection.roomReads(wanted);
        }
    }

    @Override
    public void refuse(CloseReason reason) {
        connection.end(reason, "");
    }

    /** Checks the key before a large payload is complete, if uid and channel come first; once, for it takes time. */
    private boolean isVouchedFor(ByteBuffer frame) {
        FirstScan names = scan(frame);
        String uid = names.uid();
        String channel = names.channel();
        if (judged || uid == null || channel == null) {
            return false;
        }
        judged = true;
        return shared.gate.vouches(Header.key(frame, frame.position()), connection.remote(), uid, channel);
    }

    /** {@return the progress of its scan} Each part is read as it comes: all at once would delay others on this loop. */
    FirstScan scan(ByteBuffer frame) {
        int at = frame.position();
        FirstScan its = known;
        if (its == null) {
            its = new FirstScan(Header.payloadLength(frame, at), shared.limits.name());
            known = its;
        }
        its.advance(frame.slice(at + Header.SIZE, frame.remaining() - Header.SIZE));
        return its;
    }

    private long now() {
        return connection.now();
    }

    private void check() {
        if (over) {
            return;
        }
        if (clock.isUp(now())) {
            connection.end(CloseReason.FIRST_FRAME_TIMEOUT, "no complete first frame in time");
        } else {
            nextCheck = checkLater();
        }
    }

    /** Many thousands may wait: each is looked at when its time may be up, and not much more often. */
    private Future<?> checkLater() {
        long apart = Math.clamp(shared.limits.firstFrameNanos() / 4, MOST_OFTEN, LEAST_OFTEN);
        long left = Math.max(apart, clock.left(now()));
        return connection.loop().schedule(this::check, left, TimeUnit.NANOSECONDS);
    }
}
