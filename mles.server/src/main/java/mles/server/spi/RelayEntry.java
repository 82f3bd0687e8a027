package mles.server.spi;

import java.nio.ByteBuffer;

/**
 * One entry in the order of a channel: frames of one kind, or a command to all servers that have the channel open.
 *
 * @param kind   the kind of its content
 * @param origin the server that proposed it: a random number for each start of a server
 * @param batch  its number among the entries of this server, which grows on each channel; the same in each attempt
 * @param frames whole frames, big-endian, which never change: not to be written to; of {@link Kind#EVICT} the four bytes of
 *               the connection id
 * @param count  the number of frames
 */
public record RelayEntry(Kind kind, long origin, long batch, ByteBuffer frames, int count) {
    /** Kinds of entries. */
    public enum Kind {
        /** Frames that members published. */
        MESSAGES,
        /** First frames of members, with content. */
        JOINS,
        /** First frames of members, without content. They must push no entry of another kind out of the engine. */
        EMPTY_JOINS,
        /** The history of the channel is forgotten: the engine may drop everything before this. */
        CLEAR,
        /** A member is closed by an operator. Needs to be kept no longer than {@link #EMPTY_JOINS}. */
        EVICT
    }

    /** {@return the bytes of {@link #frames}, not to be written to} An entry that a server proposes has them as an array already. */
    public byte[] bytes() {
        if (frames.hasArray() && frames.arrayOffset() == 0 && frames.array().length == frames.remaining()) {
            return frames.array();
        }
        byte[] copy = new byte[frames.remaining()];
        frames.duplicate().get(copy);
        return copy;
    }
}
