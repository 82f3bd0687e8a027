package mles.dist.client;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mles.dist.console.Console;
import mles.dist.console.Signals;

/** Width of the terminal that is standard input and output, also after it was resized. For one thread. */
final class TerminalWidth implements IntSupplier {
    private static final Pattern SIZE = Pattern.compile("\\d{1,5} (\\d{1,5})\\s*");
    private static final int LEAST = 20;

    private final AtomicBoolean stale = new AtomicBoolean(true);
    private int columns;

    private TerminalWidth() {
    }

    /** {@return the width of the terminal; always 0 where output goes elsewhere, or to a terminal that cannot move its cursor} */
    static IntSupplier of(Console console) {
        String type = console.variable("TERM");
        if (!console.terminal() || type == null || type.equals("dumb")) {
            return () -> 0;
        }
        TerminalWidth width = new TerminalWidth();
        Signals.onResize(() -> width.stale.set(true));
        return width;
    }

    /** {@return columns; 0 where standard input is not a terminal, or too narrow} */
    @Override
    public int getAsInt() {
        if (stale.getAndSet(false)) {
            columns = ask();
        }
        return columns;
    }

    private static int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD).start();
            try (InputStream answer = stty.getInputStream()) {
                return columns(new String(answer.readAllBytes(), StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            return 0;
        }
    }

    /** {@return the columns in what {@code stty size} writes, 0 where there are too few or none} */
    static int columns(String size) {
        Matcher matcher = SIZE.matcher(size);
        int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        return columns < LEAST ? 0 : columns;
    }
}
