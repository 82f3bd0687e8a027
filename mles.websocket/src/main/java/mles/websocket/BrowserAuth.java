package mles.websocket;

import java.util.Locale;

/** Authentication of browsers, which do not know the shared key. */
public enum BrowserAuth {
    /** None. */
    NONE,
    /** The token of this server. */
    TOKEN;

    /** {@return the name in lower case, as in settings} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
