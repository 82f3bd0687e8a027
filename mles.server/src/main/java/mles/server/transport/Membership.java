package mles.server.transport;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;

/**
 * Handle of a front end on a connection that was passed to the {@link Gate}. It may still be pending; frames published
 * meanwhile wait in order. Thread: the loop of the member.
 */
public interface Membership {
    /** The membership of a connection that was refused on the spot. */
    Membership NONE = new Membership() {
        @Override
        public void publish(ByteBuf in, int at, int bytes, int frames) {
        }

        @Override
        public void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
        }

        @Override
        public boolean mayHold() {
            return true;
        }

        @Override
        public void written(boolean success) {
        }

        @Override
        public void leave(CloseReason reason) {
        }
    };

    /**
     * Publishes whole frames: {@code bytes} of {@code in} from index {@code at} on. The caller keeps its reference; what
     * is not copied before this returns is retained.
     */
    void publish(ByteBuf in, int at, int bytes, int frames);

    /**
     * Publishes whole frames like {@link #publish(ByteBuf, int, int, int)}, and asks for an answer for the last one:
     * {@link Member#published}, or the end of the membership. They stand next to each other, as far as an engine keeps them together.
     *
     * @param tag given back with the answer
     */
    default void publish(ByteBuf in, int at, int bytes, int frames, long tag) {
        throw new UnsupportedOperationException("no positions here");
    }

    /**
     * {@return whether more of a frame that has half come in may be taken} If not, memory is short, {@link Member#reading}
     * said so, and will say when that is over.
     */
    boolean mayHold();

    /** The last {@link Member#write} ended. */
    void written(boolean success);

    /** Leaves behind everything published so far; answered by {@link Member#close}. */
    void leave(CloseReason reason);
}
