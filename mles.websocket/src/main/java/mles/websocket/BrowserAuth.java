package mles.websocket;

import java.util.Locale;

/** What a browser must bring along to be let in; the shared key is none of its business. */
public enum BrowserAuth {
    /** Nothing. */
    NONE,
    /** The token of this server. */
    TOKEN;

    /** {@return the name in lower case, as in settings} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
