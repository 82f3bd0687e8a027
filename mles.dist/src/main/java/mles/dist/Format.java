package mles.dist;

import java.util.Locale;

/** How a received message is written. */
enum Format {
    /** {@code uid: text} and a newline. */
    TEXT,
    /** The bytes and nothing else. */
    RAW,
    /** One JSON object a line; the only one that shows empty messages. */
    JSON;

    /** {@return the name as on the command line} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what writes messages in this format to the shell's output} */
    Display display(Shell shell) {
        return switch (this) {
            case TEXT -> new TextDisplay(shell.out());
            case RAW -> new RawDisplay(shell.out());
            case JSON -> new JsonDisplay(shell.out());
        };
    }
}
