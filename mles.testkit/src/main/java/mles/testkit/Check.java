package mles.testkit;

import java.util.Optional;

/** One thing that SPEC says, as a question with an answer. Immutable; may be run again. */
public final class Check {
    private final String section;
    private final String name;
    private final Body body;
    private final Reference reference;
    private final String deviation;

    private enum Reference {
        PASSES, FAILS, STOPS
    }

    /** Body of a check; it returns when all is well. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    private Check(String section, String name, Body body, Reference reference, String deviation) {
        this.section = section;
        this.name = name;
        this.body = body;
        this.reference = reference;
        this.deviation = deviation;
    }

    static Check of(String section, String name, Body body) {
        return new Check(section, name, body, Reference.PASSES, "");
    }

    /** {@return this check, which the reference does not pass, as {@code where} says} */
    Check unlikeReference(String where) {
        return new Check(section, name, body, Reference.FAILS, where);
    }

    /** {@return this check, which ends the whole reference server} */
    Check stopsReference(String where) {
        return new Check(section, name, body, Reference.STOPS, where);
    }

    /** {@return the section of SPEC that is checked: {@code 5.1}} */
    public String section() {
        return section;
    }

    /** {@return the requirement; unique within a section} */
    public String name() {
        return name;
    }

    /** {@return the place in SPEC that tells how the reference, mles-rs v1.1.6, deviates here; empty where it does not} */
    public Optional<String> deviation() {
        return deviation.isEmpty() ? Optional.empty() : Optional.of(deviation);
    }

    /** {@return whether it must not be run against the reference, which would end} */
    public boolean stopsReference() {
        return reference == Reference.STOPS;
    }

    /**
     * Runs the check to its end. Only errors that end the process are thrown.
     *
     * @return its outcome
     */
    public Outcome run() {
        try {
            body.run();
            return Outcome.passed();
        } catch (SkippedException e) {
            return Outcome.skipped(String.valueOf(e.getMessage()));
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            return Outcome.failed(e);
        }
    }

    @Override
    public String toString() {
        return "SPEC " + section + ": " + name;
    }
}
