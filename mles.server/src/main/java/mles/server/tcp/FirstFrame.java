package mles.server.tcp;

import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.protocol.MessagePrefix;
import mles.server.transport.FrameCutter;
import mles.server.transport.WaitingRoom;
import org.jspecify.annotations.Nullable;

/**
 * What is special about a connection until its first frame is complete: its bytes are on the account of those who are
 * not authenticated, and its time is limited.
 */
final class FirstFrame implements WaitingRoom.Guest {
    private static final long MOST_OFTEN = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LEAST_OFTEN = TimeUnit.SECONDS.toNanos(1);

    private final TcpConnection connection;
    private final TcpLoop shared;
    private final FirstFrameClock clock;
    private Future<?> nextCheck;
    private @Nullable MessagePrefix prefix;
    private long held;
    private int seen;
    private boolean judged;
    private boolean vouched;
    private boolean over;

    FirstFrame(TcpConnection connection, TcpLoop shared) {
        this.connection = connection;
        this.shared = shared;
        this.clock = new FirstFrameClock(shared.limits, System.nanoTime());
        shared.waiting.enter(this);
        this.nextCheck = checkLater();
    }

    /** A part of it has come; this is all there is of it by now. */
    void received(FrameCutter cutter) {
        int bytes = cutter.pending() - seen;
        seen += bytes;
        boolean headerComplete = seen >= Header.SIZE;
        clock.received(bytes, headerComplete, System.nanoTime());
        if (vouched) {
            return;
        }
        held += bytes;
        shared.waiting.hold(bytes);
        if (headerComplete && !judged && isVouchedFor(cutter.pendingView())) {
            vouched = true;
            shared.waiting.leave(this, held);
        }
    }

    /** It is complete, or will never be. */
    void end() {
        over = true;
        // It would hold all of the connection until its time has come.
        nextCheck.cancel(false);
        if (!vouched) {
            shared.waiting.leave(this, held);
        }
    }

    @Override
    public void admitBytes(boolean wanted) {
        if (!over) {
            clock.run(wanted, System.nanoTime());
            connection.roomReads(wanted);
        }
    }

    @Override
    public void refuse(CloseReason reason) {
        connection.end(reason, "");
    }

    /** Where uid and channel come first the key can be checked before a large payload is there; once, for it takes time. */
    private boolean isVouchedFor(ByteBuffer frame) {
        int at = frame.position();
        MessagePrefix names = prefix;
        if (names == null) {
            names = new MessagePrefix(Header.payloadLength(frame, at), shared.limits.name());
            prefix = names;
        }
        names.advance(frame.slice(at + Header.SIZE, frame.remaining() - Header.SIZE));
        String uid = names.uid();
        String channel = names.channel();
        if (uid == null || channel == null) {
            return false;
        }
        judged = true;
        prefix = null;
        return shared.gate.vouches(Header.key(frame, at), connection.remote(), uid, channel);
    }

    private void check() {
        if (over) {
            return;
        }
        if (clock.isUp(System.nanoTime())) {
            connection.end(CloseReason.FIRST_FRAME_TIMEOUT, "no complete first frame in time");
        } else {
            nextCheck = checkLater();
        }
    }

    /** Many thousands may wait: each is looked at when its time may be up, and not much more often. */
    private Future<?> checkLater() {
        long apart = Math.clamp(shared.limits.firstFrameNanos() / 4, MOST_OFTEN, LEAST_OFTEN);
        long left = Math.max(apart, clock.left(System.nanoTime()));
        return connection.loop().schedule(this::check, left, TimeUnit.NANOSECONDS);
    }
}
