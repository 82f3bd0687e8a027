package mles.dist.conform;

import java.io.PrintStream;
import mles.dist.console.JsonLines;

/** A line of JSON for each finding: number, section, check, result, and the detail where there is one. */
final class JsonReport implements ConformReport {
    private final JsonLines lines;

    JsonReport(PrintStream out) {
        this.lines = new JsonLines(out);
    }

    @Override
    public void begin(int checks) {
        // each line stands for itself
    }

    @Override
    public void add(CheckResult checkResult) {
        lines.write(line -> {
            line.writeNumberField("number", checkResult.number());
            line.writeStringField("section", checkResult.check().section());
            line.writeStringField("check", checkResult.check().name());
            line.writeStringField("result", checkResult.result().toString());
            if (!checkResult.detail().isEmpty()) {
                line.writeStringField("detail", checkResult.detail());
            }
        });
    }
}
