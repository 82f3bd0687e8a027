package mles.dist;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import mles.server.ConfigException;
import mles.server.ServerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with a part of the configuration that has changed, or with what was before where that cannot be. */
final class Reload implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final String what;
    private final AtomicReference<ServerConfig> current;
    private final UnaryOperator<ServerConfig> change;
    private final Consumer<ServerConfig> user;

    /**
     * Does nothing yet.
     *
     * @param what    the part, in the log
     * @param current what is in use, shared with other parts
     * @param change  reads the part anew
     * @param user    takes what comes of it, or throws
     */
    Reload(String what, AtomicReference<ServerConfig> current, UnaryOperator<ServerConfig> change,
            Consumer<ServerConfig> user) {
        this.what = what;
        this.current = current;
        this.change = change;
        this.user = user;
    }

    @Override
    public void run() {
        synchronized (current) {
            try {
                ServerConfig next = change.apply(current.get());
                user.accept(next);
                current.set(next);
                LOG.info("{}-reloaded: it holds for those who come from now on", what);
            } catch (ConfigException e) {
                LOG.warn("{}-reload-failed: what was before is kept: {}", what, e.getMessage());
            }
        }
    }
}
