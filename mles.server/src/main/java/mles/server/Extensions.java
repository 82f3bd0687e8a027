package mles.server;

import mles.server.spi.Authorizer;
import mles.server.spi.HistoryStore;
import mles.server.spi.ServerEvents;
import org.jspecify.annotations.Nullable;

/**
 * Extensions that an application gives to its server.
 *
 * @param events     receives the events
 * @param providers  finds the modules and plugins
 * @param store      keeps history instead of the configured one, if there is one
 * @param authorizer has the last word on each join, if there is one
 */
record Extensions(ServerEvents events, Providers providers, @Nullable HistoryStore store,
        @Nullable Authorizer authorizer) {
}
