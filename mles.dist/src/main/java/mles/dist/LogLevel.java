package mles.dist;

import java.util.Locale;

/** How much the log tells. */
enum LogLevel {
    /** Faults of the server itself. */
    ERROR,
    /** What an operator should look into. */
    WARN,
    /** Its life-cycle. */
    INFO,
    /** Why connections end, too. */
    DEBUG;

    /** Sets the level of all our loggers; without effect once there is one. */
    void choose() {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", toString());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
