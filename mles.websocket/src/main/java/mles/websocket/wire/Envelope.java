package mles.websocket.wire;

import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Envelope of a client of {@code mles-websocket-2}. */
public sealed interface Envelope {
    /** The largest number of a membership or an answer. */
    long LARGEST = 0xffff_ffffL;
    /** Bytes that an envelope may have beside its payload. */
    int MOST_BESIDE = 1024;

    /** {@return the number of the membership} */
    long membership();

    /**
     * Place of a payload in its envelope.
     *
     * @param at index of its first byte
     */
    record Payload(int at, int bytes) {
    }

    /**
     * Join of a channel.
     *
     * @param quiet whether the payload only names and authenticates
     * @param since position behind which messages are wanted, null for the whole history
     */
    record Join(long membership, Payload payload, boolean quiet, @Nullable Position since) implements Envelope {
    }

    /**
     * Message for the channel of a membership.
     *
     * @param answer number of the answer that is wanted, {@value #NO_ANSWER} for none
     */
    record Publish(long membership, Payload payload, long answer) implements Envelope {
        /** Stands for the number of an answer where none is wanted. */
        public static final long NO_ANSWER = -1;
    }

    /** End of a membership. */
    record Leave(long membership) implements Envelope {
    }
}
