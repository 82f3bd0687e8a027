package mles.dist.client;

import java.time.InstantSource;
import java.util.Locale;
import mles.client.Received;
import mles.dist.console.Console;

/** Format of a received message on standard output. */
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

    /**
     * {@return a display that writes messages in this format to standard output}
     *
     * @param channels whether messages come from several channels, so that each line names its own
     * @param sealed   whether messages are sealed from end to end, so that those that are not are marked
     */
    Display display(Console console, boolean channels, boolean sealed) {
        return switch (this) {
            case TEXT -> text(new TextDisplay(console.out(), sealed), channels);
            case RAW -> new RawDisplay(console.out(), console.err(), sealed);
            case JSON -> new JsonDisplay(console.out(), InstantSource.system());
        };
    }

    private static Display text(Display plain, boolean channels) {
        return channels
                ? received -> plain.show(new Received("[" + received.channel() + "] " + received.uid(),
                        received.channel(), received.payload(), received.sealing(), received.isOwn(),
                        received.isAfterGap(),
                        received.frame()))
                : plain;
    }
}
