package mles.server.spi;

import java.util.List;

/**
 * Positions of the stored messages of a channel. Each life of a server is an epoch, so that a position which a member was told, and
 * whose message was lost in a crash, does not stand for another message later.
 *
 * @param epochs the epochs, oldest first, each as the position before its first message
 * @param newest number of the newest message
 */
public record StoredPositions(List<Position> epochs, long newest) {
    /** Of a channel without stored messages, or of a store that keeps no positions. */
    public static final StoredPositions NONE = new StoredPositions(List.of(), 0);

    public StoredPositions {
        epochs = List.copyOf(epochs);
    }
}
