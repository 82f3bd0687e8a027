package mles.dist;

import java.io.PrintStream;
import mles.client.Received;

/** A line of text for each message: {@code uid: text}. */
final class TextDisplay implements Display {
    private final PrintStream out;
    private final boolean escape;

    /** @param escape whether control characters are spelled out: what others send must not drive a terminal */
    TextDisplay(PrintStream out, boolean escape) {
        this.out = out;
        this.escape = escape;
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
        out.print((escape ? escaped(text) : text) + "\n");
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (!Character.isISOControl(character)) {
                safe.appendCodePoint(character);
            } else if (character == '\n') {
                safe.append("\\n");
            } else if (character == '\t') {
                safe.append("\\t");
            } else {
                safe.append(String.format("\\x%02x", character));
            }
        });
        return safe.toString();
    }
}
