package mles.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import mles.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/** Queue of received frames that were not taken yet, bounded in bytes of frames; one frame always fits. */
final class Inbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Deque<Received> queue = new ArrayDeque<>();
    private final long limit;
    private long bytes;
    private boolean discarding;
    private @Nullable CloseReason end;

    Inbox(long limit) {
        this.limit = limit;
    }

    /** Waits for room; this is what stops the reading of the connection. */
    void put(Received received) {
        long size = received.frame().size();
        lock.lock();
        try {
            while (!discarding && !queue.isEmpty() && bytes + size > limit) {
                room.awaitUninterruptibly();
            }
            if (!discarding) {
                queue.add(received);
                bytes += size;
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** @throws SessionClosedException when there will be nothing more */
    Received take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty()) {
                checkNotOver();
                arrived.await();
            }
            return remove();
        } finally {
            lock.unlock();
        }
    }

    /** @throws SessionClosedException when there will be nothing more */
    Optional<Received> poll(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (queue.isEmpty()) {
                checkNotOver();
                if (left <= 0) {
                    return Optional.empty();
                }
                left = arrived.awaitNanos(left);
            }
            return Optional.of(remove());
        } finally {
            lock.unlock();
        }
    }

    /** From now on drops what comes. */
    void discard() {
        lock.lock();
        try {
            discarding = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more. */
    void end(CloseReason reason) {
        lock.lock();
        try {
            end = reason;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Received remove() {
        Received received = queue.remove();
        bytes -= received.frame().size();
        room.signal();
        return received;
    }

    private void checkNotOver() {
        if (end != null) {
            throw new SessionClosedException(end);
        }
    }
}
