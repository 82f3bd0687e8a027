package mles.dist.server;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import mles.dist.console.CommandException;
import mles.protocol.ProtocolException;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration of a running server, which may be read again in parts or as a whole. Thread-safe. */
final class ConfigReloader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReloader.class);

    private final Consumer<ServerConfig> user;
    private ServerConfig current;

    /**
     * Changes nothing yet.
     *
     * @param current what the server started with
     * @param user    goes on with another one, or throws and goes on as before
     */
    ConfigReloader(ServerConfig current, Consumer<ServerConfig> user) {
        this.current = current;
        this.user = user;
    }

    /**
     * Goes on with what has changed, or with what was before where that cannot be, and says which.
     *
     * @param what   the part, in the log
     * @param change reads the part anew
     * @return whether that could be
     */
    synchronized boolean replace(String what, UnaryOperator<ServerConfig> change) {
        try {
            ServerConfig next = change.apply(current);
            user.accept(next);
            current = next;
            LOG.info("{}-reloaded: applies to new connections", what);
            return true;
        } catch (ConfigException | CommandException | ProtocolException e) {
            LOG.warn("{}-reload-failed: the previous content is kept, cause={}", what, e.getMessage());
            return false;
        }
    }
}
