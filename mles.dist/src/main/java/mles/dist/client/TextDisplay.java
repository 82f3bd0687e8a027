package mles.dist.client;

import java.io.PrintStream;
import java.util.function.Consumer;
import mles.client.Received;

/**
 * A line of text for each message: {@code uid: text}. Characters that are not seen, or that move what is seen, are spelled
 * out: a message from elsewhere must neither drive a terminal nor look like two.
 */
final class TextDisplay implements Display {
    private final Consumer<String> lines;

    TextDisplay(PrintStream out) {
        this(line -> out.print(line + "\n"));
    }

    /** @param lines takes each line, without its line break */
    TextDisplay(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public boolean show(Received received) {
        if (received.isEmpty()) {
            return false;
        }
        String text = received.text();
        line(received.uid() + ": " + (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text));
        return true;
    }

    /** Writes a line that is not a message. */
    void line(String text) {
        lines.accept(VisibleText.of(text));
    }
}
