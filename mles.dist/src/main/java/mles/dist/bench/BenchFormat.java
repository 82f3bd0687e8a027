package mles.dist.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import mles.dist.console.JsonLines;
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

    void print(Report report, PrintStream out) {
        switch (this) {
            case TEXT -> out.print(report.text());
            case JSON -> new JsonLines(out).write(line -> {
                for (Map.Entry<String, Object> figure : report.figures().entrySet()) {
                    line.writeObjectField(figure.getKey(), figure.getValue());
                }
            });
        }
    }
}
