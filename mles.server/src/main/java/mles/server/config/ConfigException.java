package mles.server.config;

import java.io.Serial;

/** A setting that cannot be. The message is one line: the setting, what was given, what is allowed. */
public final class ConfigException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates an exception with that one line. */
    public ConfigException(String message) {
        super(message);
    }
}
