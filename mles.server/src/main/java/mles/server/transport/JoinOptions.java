package mles.server.transport;

import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/**
 * Options of a join.
 *
 * @param quiet whether the first frame only authenticates: other members do not get it, and history does not keep it
 * @param since position behind which messages are wanted, null for the whole history
 * @param role  the part that the member takes in its channel
 */
public record JoinOptions(boolean quiet, @Nullable Position since, Role role) {
    /** Options of a v1 join: its first frame is published, and it gets the whole history. */
    public static final JoinOptions V1 = new JoinOptions(false, null);

    /** Part that a member takes in its channel. */
    public enum Role {
        /** Sends and receives, as far as its key allows. */
        MEMBER,
        /** Sends only: it gets no message, and its key has to allow to publish. */
        PUBLISHER,
        /** Receives only: its key has to allow to subscribe. */
        READER,
        /** Learns the position of the channel, and nothing else; its key has to allow to subscribe. */
        OBSERVER;

        /** {@return whether it gets messages, as far as its key allows} */
        public boolean receives() {
            return this == MEMBER || this == READER;
        }
    }

    /** Options of a member that sends and receives. */
    public JoinOptions(boolean quiet, @Nullable Position since) {
        this(quiet, since, Role.MEMBER);
    }

    /** {@return whether the first frame is published} */
    public boolean publishes() {
        return !quiet && since == null;
    }
}
