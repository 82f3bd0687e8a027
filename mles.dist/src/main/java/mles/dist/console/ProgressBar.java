package mles.dist.console;

import java.io.PrintStream;
import java.util.Locale;
import mles.loadgen.Progress;

/** Shows on a terminal how a run is going, in one line of standard error that goes again. Silent elsewhere. */
public final class ProgressBar implements Progress {
    private static final int WIDTH = 30;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean visible;

    public ProgressBar(Console console) {
        err = console.err();
        visible = console.errTerminal();
    }

    @Override
    public void stage(String what) {
        show(what + " …");
    }

    @Override
    public void flow(double share, long perSecond, boolean isWarmup) {
        int done = (int) (share * WIDTH);
        show("[" + "=".repeat(done) + " ".repeat(WIDTH - done) + "] "
                + String.format(Locale.ROOT, "%,d deliveries/s", perSecond) + (isWarmup ? ", warming up" : ""));
    }

    @Override
    public void end() {
        show("");
    }

    private void show(String line) {
        if (visible) {
            err.print(ERASE_LINE + line);
            err.flush();
        }
    }
}
