package mles.server.spi;

import java.util.Locale;

/** State of the link of one channel to the upstream server (SPEC 6). */
public enum PeerState {
    /** An attempt is under way. */
    CONNECTING,
    /** It is up: it has carried bytes, or stayed open for a while. */
    UP,
    /** It is down, or could not be made; another attempt is to come. */
    WAITING,
    /** The upstream server closed it before any byte came; another attempt is to come. */
    REFUSED,
    /** Not needed: no members, and everything is sent. */
    IDLE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** {@return the word for this state in logs and metrics: {@code waiting}} */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
