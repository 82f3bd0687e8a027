package mles.server;

import mles.server.spi.Authorizer;
import mles.server.spi.HistoryStore;
import mles.server.spi.ServerEvents;
import org.jspecify.annotations.Nullable;

/**
 * What an application brings along for its server.
 *
 * @param events     is told what happens
 * @param providers  knows the rooms and plugins
 * @param store      keeps history instead of the configured one, if there is one
 * @param authorizer has the last word on who comes in, if there is one
 */
record Extensions(ServerEvents events, Providers providers, @Nullable HistoryStore store,
        @Nullable Authorizer authorizer) {
}
