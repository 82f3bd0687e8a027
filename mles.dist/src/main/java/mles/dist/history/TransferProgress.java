package mles.dist.history;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import mles.dist.console.Console;
import mles.dist.console.ProgressBar;

/** Counts the frames of an export or an import, and shows the count on a terminal that shows nothing else. */
final class TransferProgress implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ProgressBar display;
    private final boolean visible;
    private final String verb;
    private long frames;
    private long shownAt = System.nanoTime();

    /** @param verb begins the line: "imported" */
    TransferProgress(Console console, String verb) {
        this.display = new ProgressBar(console);
        this.visible = console.errTerminal() && !console.terminal();
        this.verb = verb;
    }

    /** One more is done. */
    void frame() {
        frames++;
        long now = System.nanoTime();
        if (visible && now - shownAt >= PAUSE_NANOS) {
            shownAt = now;
            display.stage(String.format(Locale.ROOT, "%s %,d frames", verb, frames));
        }
    }

    long frames() {
        return frames;
    }

    @Override
    public void close() {
        if (visible) {
            display.end();
        }
    }
}
