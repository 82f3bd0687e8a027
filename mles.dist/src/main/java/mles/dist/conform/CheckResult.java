package mles.dist.conform;

import java.util.Locale;
import mles.testkit.Check;
import mles.testkit.Outcome;

/**
* Result of one check.
 *
 * @param number counted from 1
 * @param detail observed and expected behaviour, or the reason for a tolerated or skipped check; empty when it passed
 */
record CheckResult(int number, Check check, Result result, String detail) {

    /** Verdict of a check. */
    enum Result {
        PASSED, FAILED, SKIPPED,
        /** It failed as the reference does, and that was to be let pass. */
        ALLOWED;

        /** {@return the word in a report} */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Runs {@code check}.
     *
     * @return its result
     */
    static CheckResult of(int number, Check check, boolean allowReference, boolean includeFatal) {
        if (check.stopsReference() && !includeFatal) {
            return new CheckResult(number, check, Result.SKIPPED,
                    "it ends a server that is the reference, " + check.deviation().orElse("")
                            + "; --include-fatal makes it");
        }
        String deviation = allowReference ? check.deviation().orElse("") : "";
        Outcome outcome = check.run();
        return switch (outcome.verdict()) {
            case PASSED -> new CheckResult(number, check, Result.PASSED, "");
            case SKIPPED -> new CheckResult(number, check, Result.SKIPPED, outcome.detail());
            case FAILED -> deviation.isEmpty()
                    ? new CheckResult(number, check, Result.FAILED, outcome.detail())
                    : new CheckResult(number, check, Result.ALLOWED, "like the reference, " + deviation + ": "
                            + outcome.detail());
        };
    }

    boolean isGood() {
        return result != Result.FAILED;
    }
}
