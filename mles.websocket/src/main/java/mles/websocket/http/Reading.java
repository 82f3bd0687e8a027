package mles.websocket.http;

import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * Request to read a channel.
 *
 * @param names     of the reader
 * @param isVisible whether the others hear that it joins
 * @param format    form of the messages
 * @param since     position behind which messages are wanted, null for the history
 * @param part      the messages that are wanted
 */
record Reading(Names names, boolean isVisible, JsonFormat format, @Nullable Position since, Part part) {

    /** Messages that are wanted. */
    enum Part {
        /** Those of the history, and those to come. */
        ALL,
        /** Those that are there. */
        HISTORY,
        /** Those to come. */
        LIVE,
        /** None: the position of the newest one. */
        POSITION
    }
}
