package mles.loadgen;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Progress of the slowest subscriber of each publisher. Receivers report, the sender looks and can ask to be woken.
 * Thread-safe.
 */
final class Window {
    private final AtomicLongArray[] done;
    private final AtomicLongArray wakeAt;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile Runnable alarm = () -> {
    };

    Window(int receivers, int publishers) {
        done = new AtomicLongArray[receivers];
        for (int i = 0; i < receivers; i++) {
            done[i] = new AtomicLongArray(publishers);
        }
        wakeAt = new AtomicLongArray(publishers);
    }

    /** Names what wakes the sender, from any thread. */
    void onWake(Runnable wakes) {
        alarm = wakes;
    }

    /** All subscribers of {@code publisher} with {@code receiver} have got the messages below {@code next}. */
    void report(int receiver, int publisher, long next) {
        done[receiver].set(publisher, next);
        if (next >= wakeAt.get(publisher) && asleep.get() && asleep.compareAndSet(true, false)) {
            alarm.run();
        }
    }

    /** {@return the number of messages of {@code publisher} that all its subscribers have got} */
    long done(int publisher) {
        long least = Long.MAX_VALUE;
        for (AtomicLongArray each : done) {
            least = Math.min(least, each.get(publisher));
        }
        return least;
    }

    /** The sender wants to sleep; only what it asks for next wakes it. */
    void fallAsleep() {
        for (int i = 0; i < wakeAt.length(); i++) {
            wakeAt.lazySet(i, Long.MAX_VALUE);
        }
        asleep.set(true);
    }

    /** {@return whether {@code publisher} is done with as much already; otherwise the sender will be woken} */
    boolean wakeAt(int publisher, long next) {
        wakeAt.set(publisher, next);
        return done(publisher) >= next;
    }

    void wakeUp() {
        asleep.set(false);
    }
}
