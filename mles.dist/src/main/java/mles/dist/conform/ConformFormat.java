package mles.dist.conform;

import java.io.PrintStream;
import java.util.Locale;

/** Format of the report of {@code conform}. */
enum ConformFormat {
    /** Version 14 of the Test Anything Protocol. */
    TAP,
    /** One JSON object a line. */
    JSON;

    /** {@return the name as on the command line} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    ConformReport report(PrintStream out) {
        return switch (this) {
            case TAP -> new TapReport(out);
            case JSON -> new JsonReport(out);
        };
    }
}
