package mles.websocket;

import java.util.function.Consumer;
import mles.protocol.CloseReason;
import mles.server.transport.UnauthenticatedQueue;

/** Bytes that a socket without a member holds: they count with those of all unauthenticated connections. For one loop. */
final class UnauthenticatedSocket implements UnauthenticatedQueue.Waiter {
    private final UnauthenticatedQueue queue;
    private final Runnable readOrNot;
    private final Consumer<CloseReason> refusal;
    private long bytes;
    private long since;
    private boolean waiting;
    private boolean readable = true;

    /**
     * Nothing is held yet.
     *
     * @param readOrNot runs when {@link #isReadable} has changed
     * @param refusal   ends the socket
     */
    UnauthenticatedSocket(UnauthenticatedQueue queue, Runnable readOrNot, Consumer<CloseReason> refusal) {
        this.queue = queue;
        this.readOrNot = readOrNot;
        this.refusal = refusal;
    }

    /** The socket holds {@code all} bytes now. */
    void hold(long all, long now) {
        if (all == 0) {
            leave();
            return;
        }
        if (!waiting) {
            waiting = true;
            since = now;
            bytes = 0;
            queue.enter(this);
        }
        long more = all - bytes;
        bytes = all;
        queue.hold(more);
    }

    /** Nothing is held any more, or it belongs to a member. */
    void leave() {
        if (waiting) {
            waiting = false;
            queue.leave(this, bytes);
            readable = true;
        }
    }

    /** The socket was not read until {@code now}: its time starts anew. */
    void progressed(long now) {
        since = now;
    }

    /** {@return whether bytes are held since {@code start} or before} */
    boolean hasStalled(long start) {
        return waiting && since - start <= 0;
    }

    /** {@return whether the budget allows to read on} */
    boolean isReadable() {
        return readable;
    }

    @Override
    public void setReadable(boolean wanted) {
        readable = wanted;
        readOrNot.run();
    }

    @Override
    public void refuse(CloseReason reason) {
        refusal.accept(reason);
    }
}
