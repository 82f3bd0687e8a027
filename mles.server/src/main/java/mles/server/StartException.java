package mles.server;

import java.io.Serial;
import java.util.Locale;

/** The server could not start; nothing of it is left running. The message is one line and names the listener. */
public final class StartException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** Creates an exception with that one line and the cause. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }

    static StartException listening(ListenAddress address, Exception cause) {
        return new StartException("cannot listen on " + address.uri(address.port()) + ": " + reason(cause), cause);
    }

    /** Netty puts its call and the number of the error before the words of the system. */
    private static String reason(Exception cause) {
        String words = String.valueOf(cause.getMessage())
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "");
        return words.isEmpty() ? words : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }
}
