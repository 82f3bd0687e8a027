package mles.testkit;

import java.util.Optional;

/**
 * Outcome of a check.
 *
 * @param verdict passed, failed or skipped
 * @param detail  observed and expected behaviour, or the reason of a skip; empty when it passed
 * @param cause   exception of the failure
 */
public record Outcome(Verdict verdict, String detail, Optional<Throwable> cause) {

    /** Verdict of a check. */
    public enum Verdict {
        /** It is as SPEC says. */
        PASSED,
        /** It is not. */
        FAILED,
        /** It could not be asked. */
        SKIPPED
    }

    /** {@return whether the check failed} */
    public boolean isFailure() {
        return verdict == Verdict.FAILED;
    }

    static Outcome passed() {
        return new Outcome(Verdict.PASSED, "", Optional.empty());
    }

    static Outcome failed(Throwable cause) {
        String said = cause.getMessage();
        String detail = cause instanceof AssertionError && said != null ? said : cause.toString();
        return new Outcome(Verdict.FAILED, detail, Optional.of(cause));
    }

    static Outcome skipped(String reason) {
        return new Outcome(Verdict.SKIPPED, reason, Optional.empty());
    }
}
