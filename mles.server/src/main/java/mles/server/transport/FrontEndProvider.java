package mles.server.transport;

import java.util.List;
import java.util.Set;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.Scheme;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;

/** A kind of front end. Found as a service, chosen by the scheme of an address to listen on. */
public interface FrontEndProvider {
    /** {@return the name of this kind in metrics, lower case: {@code websocket}} */
    String name();

    /** {@return the schemes that it listens for} */
    Set<Scheme> schemes();

    /** {@return the settings of its own, beside those of the server; their names begin with one word for this kind} */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Checks settings that depend on each other, before a start and before a reload.
     *
     * @param addresses those of its schemes
     * @throws ConfigException when they do not go with each other
     */
    default void check(ServerConfig config, List<ListenAddress> addresses) {
    }

    /** {@return whether its members may want positions of messages: where none does, a server keeps none} */
    default boolean hasPositions() {
        return false;
    }

    /** {@return a front end for one scheme, which does not listen yet} */
    FrontEnd create(FrontEndContext context);
}
