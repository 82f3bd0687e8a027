package mles.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mles.protocol.CloseReason;
import mles.protocol.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for the one thread that writes, and where to. Between {@link #down} and {@link #up} nothing is
 * handed out, and senders wait. Frames are in the log of sent ones from the moment that they are handed out.
 */
final class Outbox {
    private static final long LIMIT = 1L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private final SentFrames sent = new SentFrames();
    private final boolean keepsSent;
    private long bytes;
    private long handedOut;
    private @Nullable Connection connection;
    private @Nullable CloseReason closed;
    private boolean halfClosed;
    private boolean ended;

    /** Frames to write next; without frames: close the sending side. */
    record Batch(Connection connection, List<Frame> frames) {
    }

    /** @param keepsSent whether there can be a reconnect that asks for sent frames */
    Outbox(boolean keepsSent) {
        this.keepsSent = keepsSent;
    }

    /**
     * Waits for room and a connection.
     *
     * @throws SessionClosedException when nothing can be sent any more
     */
    void send(Frame frame) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (closed == null && (connection == null || isFullFor(frame))) {
                changed.await();
            }
            if (closed != null) {
                throw new SessionClosedException(closed);
            }
            waiting.add(frame);
            bytes += frame.size();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next batch.
     *
     * @return the batch; null when there will be none
     */
    @Nullable
    Batch next() {
        lock.lock();
        try {
            while (!ended) {
                Connection to = connection;
                if (to != null && !waiting.isEmpty()) {
                    return new Batch(to, handOut());
                }
                if (to != null && closed != null && !halfClosed) {
                    halfClosed = true;
                    return new Batch(to, List.of());
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The greeting of the first connection is content, and on its way. */
    void greeted(Frame first) {
        lock.lock();
        try {
            remember(first);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the frames handed out last, oldest first} */
    List<Frame> sent() {
        lock.lock();
        try {
            return sent.frames();
        } finally {
            lock.unlock();
        }
    }

    /** Sending goes to {@code next}, at first {@code missing}, which are the last ones of {@link #sent()}. */
    void up(Connection next, List<Frame> missing) {
        lock.lock();
        try {
            sent.removeLast(missing.size());
            for (int i = missing.size() - 1; i >= 0; i--) {
                waiting.addFirst(missing.get(i));
                bytes += missing.get(i).size();
            }
            connection = next;
            handedOut = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return the number of frames handed out since the last {@link #up}} */
    long handedOut() {
        lock.lock();
        try {
            return handedOut;
        } finally {
            lock.unlock();
        }
    }

    /** {@code lost} cannot be written any more. */
    void down(Connection lost) {
        lock.lock();
        try {
            if (connection == lost) {
                connection = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; what waits is still handed out. The first reason stays. */
    void close(CloseReason reason) {
        lock.lock();
        try {
            if (closed == null) {
                closed = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Hands out no more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isUp() {
        lock.lock();
        try {
            return connection != null;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed != null;
        } finally {
            lock.unlock();
        }
    }

    boolean isHalfClosed() {
        lock.lock();
        try {
            return halfClosed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFullFor(Frame frame) {
        return !waiting.isEmpty() && bytes + frame.size() > LIMIT;
    }

    private List<Frame> handOut() {
        List<Frame> frames = new ArrayList<>(waiting);
        waiting.clear();
        handedOut += frames.size();
        bytes = 0;
        frames.forEach(this::remember);
        changed.signalAll();
        return frames;
    }

    private void remember(Frame frame) {
        if (keepsSent) {
            sent.add(frame);
        }
    }
}
