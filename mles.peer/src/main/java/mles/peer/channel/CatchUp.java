package mles.peer.channel;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import mles.server.delivery.LoopContext;

/**
 * The time in which the upstream server tells a link that has joined what it has. Nothing marks its end: it is over when
 * nothing came for a while, and after a time in any case. What was published here and not sent up is newer than what comes
 * until then. When a channel is opened, publishers wait for that. For the home loop.
 */
final class CatchUp {
    /** Nothing came for that long, and two round trips, since the link has joined. */
    static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Nothing more came for that long, and two round trips. */
    static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final LoopContext home;
    private final long longest;
    private final Runnable whenOver;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(0);
    private boolean opening;
    private boolean running;
    private boolean paused;
    private int openings;
    private int connections;
    private long quiet;
    private long until;
    private long end;

    /** @param longest how long it may take */
    CatchUp(LoopContext home, long longest, Runnable whenOver) {
        this.home = home;
        this.longest = longest;
        this.whenOver = whenOver;
    }

    /** The channel is opened, and waits for the first connection. */
    void open() {
        opening = true;
        int its = ++openings;
        home.schedule(() -> {
            if (its == openings) {
                release();
            }
        }, longest);
    }

    /** {@return whether publishers have to wait} */
    boolean isOpening() {
        return opening;
    }

    /** Runs {@code task} behind what waits already, when the channel is open. */
    void later(Runnable task) {
        waiting.add(task);
    }

    /** There is a connection. */
    void begin(long roundTrip) {
        running = true;
        quiet = QUIET_NANOS + 2 * roundTrip;
        long now = home.nanoTime();
        until = now + SILENT_NANOS + 2 * roundTrip;
        end = now + longest;
        look(++connections);
    }

    /** {@return whether what comes from above may be older than what is here} */
    boolean isRunning() {
        return running;
    }

    /** Something came. */
    void heard() {
        if (running) {
            until = home.nanoTime() + quiet;
        }
    }

    /** The link is not read, or is again. */
    void paused(boolean now) {
        paused = now;
        heard();
    }

    /** The connection is gone, and another one comes at once. */
    void interrupt() {
        running = false;
        connections++;
    }

    /** It is over, or there is no connection. */
    void stop() {
        interrupt();
        release();
    }

    private void look(int connection) {
        if (connection != connections) {
            return;
        }
        if (paused) {
            heard();
        }
        long left = Math.min(until, end) - home.nanoTime();
        if (left > 0) {
            home.schedule(() -> look(connection), Math.min(left, quiet));
        } else {
            stop();
            whenOver.run();
        }
    }

    private void release() {
        opening = false;
        while (!waiting.isEmpty() && !opening) {
            waiting.remove().run();
        }
    }
}
