package mles.dist.bench;

import java.util.Locale;
import mles.loadgen.Report;

/** Form of the report of {@code bench}. */
enum BenchFormat {
    /** A line for each figure. */
    TEXT,
    /** One JSON object in one line. */
    JSON;

    /** {@return the name as on the command line} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    String of(Report report) {
        return switch (this) {
            case TEXT -> report.text();
            case JSON -> report.json();
        };
    }
}
