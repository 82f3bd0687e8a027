package mles.server.transport;

import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * Options of a join.
 *
 * @param quiet whether the first frame only authenticates: other members do not get it, and history does not keep it
 * @param since position behind which messages are wanted, null for the whole history
 */
public record JoinOptions(boolean quiet, @Nullable Position since) {
    /** Options of a v1 join: its first frame is published, and it gets the whole history. */
    public static final JoinOptions V1 = new JoinOptions(false, null);

    /** {@return whether the first frame is published} */
    public boolean publishes() {
        return !quiet && since == null;
    }
}
