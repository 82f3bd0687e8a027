package mles.dist.options;

import java.util.Arrays;
import java.util.Locale;
import mles.dist.console.Console;
import mles.server.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Lowest level of the lines that are logged. */
public enum LogLevel {
    /** Faults of the server itself. */
    ERROR,
    /** Conditions that an operator should look into. */
    WARN,
    /** Its life-cycle. */
    INFO,
    /** Why connections end, too. */
    DEBUG;

    /** Sets the level of all our loggers; without effect once there is one. */
    public void choose() {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", toString());
    }

    /** {@return the level that the option, if it is given, or the environment names} */
    public static LogLevel of(@Nullable LogLevel option, Console console) {
        String variable = console.variable("MLES_LOG_LEVEL");
        if (option != null || variable == null) {
            return option == null ? INFO : option;
        }
        return Arrays.stream(values()).filter(level -> level.toString().equalsIgnoreCase(variable.strip())).findAny()
                .orElseThrow(() -> new ConfigException("log-level: expected one of "
                        + Arrays.toString(values()) + ", was " + variable));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
