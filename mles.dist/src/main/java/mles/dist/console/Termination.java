package mles.dist.console;

import java.util.concurrent.CountDownLatch;

/** Wish of the system that the process ends. During a start it ends at once; a server that runs ends in good order. Thread-safe. */
public final class Termination {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Runnable exit;
    private boolean running;

    /** @param exit ends the process */
    Termination(Runnable exit) {
        this.exit = exit;
    }

    /** Takes the wish. */
    synchronized void ask() {
        if (!running) {
            exit.run();
        }
        asked.countDown();
    }

    /** Ends the start: from here on a wish is awaited. */
    public synchronized void running() {
        running = true;
    }

    /** Waits for the wish. */
    public void await() throws InterruptedException {
        asked.await();
    }
}
