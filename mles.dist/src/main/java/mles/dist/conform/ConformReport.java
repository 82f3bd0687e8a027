package mles.dist.conform;

/** Writes what {@code conform} finds. */
interface ConformReport {
    /** Begins; {@code checks} findings will follow. */
    void begin(int checks);

    /** Writes what came of one check. */
    void add(CheckResult result);
}
