package mles.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for the one thread that writes, and where to. Between {@link #down} and {@link #up} nothing is
 * handed out, and senders wait. With reconnect, frames are kept from the moment that they are handed out.
 */
final class Outbox {
    private static final long LIMIT = 1L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private final SentFrames sent = new SentFrames();
    private final @Nullable MessageNumbers numbers;
    private final @Nullable Repeats repeats;
    private long bytes;
    private long handedOut;
    private @Nullable Connection connection;
    private @Nullable CloseReason closed;
    private boolean halfClosed;
    private boolean ended;

    /** Frames to write next; without frames: close the sending side. */
    record Batch(Connection connection, List<Frame> frames) {
    }

    /**
     * @param numbers of messages; null to send the key of the connection in its place
     * @param repeats tells how much was received; null where there is no reconnect that asks for sent frames
     */
    Outbox(@Nullable MessageNumbers numbers, @Nullable Repeats repeats) {
        this.numbers = numbers;
        this.repeats = repeats;
    }

    /**
     * Sends a message with the next number, or with {@code key} where messages have none.
     *
     * @throws SessionClosedException when nothing can be sent any more
     */
    void sendNumbered(ConnectionId cid, long key, ByteBuffer payload) throws InterruptedException {
        send(cid, key, payload, numbers);
    }

    /** Sends a message with {@code key}, otherwise like {@link #sendNumbered}. */
    void send(ConnectionId cid, long key, ByteBuffer payload) throws InterruptedException {
        send(cid, key, payload, null);
    }

    private void send(ConnectionId cid, long key, ByteBuffer payload, @Nullable MessageNumbers source)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (closed == null && (connection == null || isFullFor(Header.SIZE + payload.remaining()))) {
                changed.await();
            }
            if (closed != null) {
                throw new SessionClosedException(closed);
            }
            // Numbers rise in the order of sending.
            Frame frame = Frame.of(cid, source == null ? key : source.next(), payload);
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

    /** {@return the frames handed out and not confirmed} */
    SentFrames.Snapshot sent() {
        lock.lock();
        try {
            return sent.snapshot();
        } finally {
            lock.unlock();
        }
    }

    /** Sending goes to {@code next}, at first {@code missing}; the others of {@link #sent()} are confirmed. */
    void up(Connection next, List<Frame> missing) {
        lock.lock();
        try {
            sent.clear();
            for (int i = missing.size() - 1; i >= 0; i--) {
                waiting.addFirst(missing.get(i));
                bytes += missing.get(i).size();
            }
            connection = next;
            handedOut = 0;
            halfClosed = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return a frame with the next number, to be sent behind all others} */
    Frame mark(ConnectionId cid, ByteBuffer payload) {
        lock.lock();
        try {
            return Frame.of(cid, Objects.requireNonNull(numbers).next(), payload);
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

    private boolean isFullFor(int size) {
        return !waiting.isEmpty() && bytes + size > LIMIT;
    }

    private List<Frame> handOut() {
        List<Frame> frames = new ArrayList<>(waiting);
        waiting.clear();
        handedOut += frames.size();
        bytes = 0;
        if (repeats != null) {
            long received = repeats.received();
            frames.forEach(frame -> sent.add(frame, received));
        }
        changed.signalAll();
        return frames;
    }
}
