package mles.server.config;

import java.util.Locale;

/** Transport under the sockets of a server. */
public enum Transport {
    /** Native epoll where it is available, NIO otherwise. */
    AUTO,
    /** Native epoll; the server does not start without it. */
    EPOLL,
    /** The selector of the JDK. */
    NIO;

    /** {@return the name in lower case, as in settings} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
