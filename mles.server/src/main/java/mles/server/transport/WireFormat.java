package mles.server.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.Header;

/**
 * The form in which members of a front end get the frames of a channel. A channel encodes each frame once for all its members
 * of one format, and keeps the result as long as its history. Formats are told apart by identity: a front end has one.
 * Thread-safe.
 */
public interface WireFormat {
    /**
     * The most bytes of an encoded frame in one {@link Member#write}: a longer one comes in slices of exactly that many bytes and
     * a rest.
     */
    int SLICE = 256 * 1024;

    /** Whole frames as they came, header included (SPEC 2). Members read the log of the channel itself. */
    WireFormat FRAMES = new WireFormat() {
        @Override
        public Encoder encoder() {
            throw new UnsupportedOperationException("frames are read as they came");
        }

        @Override
        public int sizeAt(ByteBuffer encoded, int at) {
            return Header.frameSize(encoded, at);
        }
    };

    /** {@return an encoder for one channel} Called by its event loop alone, it may keep buffers of its own. */
    Encoder encoder();

    /** {@return the bytes of the encoded frame that begins at index {@code at}} */
    int sizeAt(ByteBuffer encoded, int at);

    /** {@return whether encoded frames have their number in them, so that a join can say behind which it begins} */
    default boolean isNumbered() {
        return false;
    }

    /**
     * {@return the number of the frame encoded at index {@code at}, that of a join without content being that of the message before
     * it} Only where {@link #isNumbered()} holds.
     */
    default long numberAt(ByteBuffer encoded, int at) {
        throw new UnsupportedOperationException("no numbers here");
    }

    /** Encodes the frames of a channel, one after the other. For one event loop; it must not block. */
    interface Encoder {
        /**
         * Tells the place of the frame that {@link #size} is asked for next. Only where {@link WireFormat#isNumbered()} holds.
         *
         * @param epoch          epoch of its position; the same for all frames of an encoder
         * @param number         number of its position; of a join without content that of the message before it
         * @param storedAtMillis when it was appended or stored, in milliseconds since 1970
         */
        default void place(long epoch, long number, long storedAtMillis) {
        }

        /**
         * {@return the bytes that a frame becomes, at least one}
         *
         * @param in where the frame is, header included: {@code bytes} bytes from index {@code at} on
         */
        int size(ByteBuf in, int at, int bytes);

        /** Writes the frame that {@link #size} was asked for just before, in exactly as many bytes. */
        void encode(ByteBuf in, int at, int bytes, Output out);
    }

    /** Takes an encoded frame, piece by piece. */
    @FunctionalInterface
    interface Output {
        /** Appends a copy of {@code bytes} bytes of {@code from}, from index {@code at} on. */
        void write(ByteBuf from, int at, int bytes);
    }
}
