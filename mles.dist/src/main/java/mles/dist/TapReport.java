package mles.dist;

import java.io.PrintStream;

/** A line of the Test Anything Protocol for each finding; a failure has a comment below it. */
final class TapReport implements ConformReport {
    private final PrintStream out;

    TapReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(int checks) {
        out.print("TAP version 14\n1.." + checks + "\n");
    }

    @Override
    public void add(Finding finding) {
        String line = finding.number() + " - " + escaped(finding.check().toString());
        out.print(switch (finding.result()) {
            case PASSED -> "ok " + line;
            case SKIPPED -> "ok " + line + " # SKIP " + oneLine(finding.detail());
            case ALLOWED -> "not ok " + line + " # TODO " + oneLine(finding.detail());
            case FAILED -> "not ok " + line + "\n# " + oneLine(finding.detail());
        });
        out.print('\n');
    }

    /** A number sign would begin a directive. */
    private static String escaped(String text) {
        return oneLine(text).replace("\\", "\\\\").replace("#", "\\#");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
