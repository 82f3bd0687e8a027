package mles.testkit;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * The codec under test, as its author connects it to the kit: bytes in, values out, and the other way round. Where bytes
 * or values must be refused, the answer is empty; anything that is thrown makes the check fail. Used by one thread.
 */
public interface Codec {
    /** {@return the hash over {@code strings} (SPEC 3.1)} */
    long key(List<String> strings);

    /**
     * {@return the key of a connection (SPEC 3.2)}
     *
     * @param sharedKey  null or empty for none
     * @param addressKey null or empty for none
     * @param ip         4 or 16 bytes, a mapped address as it is
     */
    long connectionKey(@Nullable String sharedKey, @Nullable String addressKey, byte[] ip, int port, String uid,
            String channel);

    /** {@return the text of an address of 4 or 16 bytes, a mapped one as IPv6 (SPEC 3.3)} */
    String addressText(byte[] ip, int port);

    /** {@return the frame with that payload; empty when it may not be built (SPEC 2)} */
    Optional<byte[]> encodeFrame(ConnectionId cid, long key, byte[] payload);

    /** {@return the header at the beginning of {@code bytes}; empty when it is none, or not all of one (SPEC 2)} */
    Optional<Header> decodeHeader(byte[] bytes);

    /** {@return a fresh cutter for one connection} */
    Cutter cutter();

    /** {@return the encoding of {@code message} (SPEC 4.1); empty when it is too large for a frame} */
    Optional<byte[]> encodeMessage(Message message);

    /** {@return the message that {@code cbor} spells; empty when it is none (SPEC 4.2)} */
    Optional<Message> decodeMessage(byte[] cbor);

    /** {@return the encoding of a resync of {@code items}, whatever they are (SPEC 4.1)} */
    byte[] encodeResync(List<byte[]> items);

    /** {@return the items of the resync that {@code cbor} spells, whatever they are; empty when it is none (SPEC 4.2)} */
    Optional<List<byte[]>> decodeResync(byte[] cbor);

    /** {@return the kind of {@code cbor} as the payload of a first frame (SPEC 4.3)} */
    PayloadKind payloadKind(byte[] cbor);

    /** Cuts what a connection receives into frames. */
    interface Cutter {
        /**
         * Takes the next piece of the stream and hands on each frame that is complete, header included.
         *
         * @return false when the stream has to be given up, after the frames before the fault (SPEC 2)
         */
        boolean feed(byte[] piece, Consumer<byte[]> frames);
    }
}
