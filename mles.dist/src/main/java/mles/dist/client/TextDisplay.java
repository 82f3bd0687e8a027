package mles.dist.client;

import java.io.PrintStream;
import java.util.function.Consumer;
import mles.client.Received;
import mles.client.Sealing;

/**
 * A line of text for each message: {@code uid: text}. Characters that are not seen, or that move what is seen, are spelled
 * out: a message from elsewhere must neither drive a terminal nor look like two.
 */
final class TextDisplay implements Display {
    private final Consumer<String> lines;
    private final boolean sealed;

    TextDisplay(PrintStream out, boolean sealed) {
        this(line -> out.print(line + "\n"), sealed);
    }

    /**
     * @param lines  takes each line, without its line break
     * @param sealed whether messages are sealed from end to end, so that those that are not are marked
     */
    TextDisplay(Consumer<String> lines, boolean sealed) {
        this.lines = lines;
        this.sealed = sealed;
    }

    @Override
    public boolean show(Received received) {
        if (received.isEmpty()) {
            return false;
        }
        line(received.uid() + ": " + text(received));
        return true;
    }

    private String text(Received received) {
        if (received.sealing() == Sealing.UNREADABLE) {
            return "[sealed, cannot be opened]";
        }
        String text = received.text();
        String mark = sealed && received.sealing() == Sealing.NONE ? "[not sealed] " : "";
        return mark + (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    }

    /** Writes a line that is not a message. */
    void line(String text) {
        lines.accept(VisibleText.of(text));
    }
}
