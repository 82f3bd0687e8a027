package mles.client;

import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Way from a session to its listener. */
record News(SessionListener listener, Session session) {
    private static final Logger LOG = LoggerFactory.getLogger(News.class);

    /** Calls the listener; what it throws is ignored. */
    void tell(BiConsumer<SessionListener, Session> event) {
        try {
            event.accept(listener, session);
        } catch (RuntimeException e) {
            LOG.debug("a listener failed", e);
        }
    }
}
