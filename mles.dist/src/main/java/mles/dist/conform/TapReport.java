package mles.dist.conform;

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
    public void add(CheckResult checkResult) {
        String line = checkResult.number() + " - " + escaped(checkResult.check().toString());
        out.print(switch (checkResult.result()) {
            case PASSED -> "ok " + line;
            case SKIPPED -> "ok " + line + " # SKIP " + oneLine(checkResult.detail());
            case ALLOWED -> "not ok " + line + " # TODO " + oneLine(checkResult.detail());
            case FAILED -> "not ok " + line + "\n# " + oneLine(checkResult.detail());
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
