package mles.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import org.jspecify.annotations.Nullable;

/**
 * One golden vector (SPEC 10): what goes in, and what the reference's libraries make of it. Buffers are read-only and
 * shared: read them by duplicates.
 */
public sealed interface VectorCase {
    /** {@return its name, the same in every version of the file} */
    String id();

    /** {@return its subject, for a report; may be empty} */
    default String note() {
        return "";
    }

    /** The hash over {@code strings} (SPEC 3.1). */
    record KeyHash(String id, List<String> strings, long key) implements VectorCase {
    }

    /** The text of an address of 4 or 16 bytes (SPEC 3.3); a mapped one stays IPv6 here. */
    record AddressString(String id, ByteBuffer ip, int port, String text) implements VectorCase {
    }

    /**
     * The key of a connection (SPEC 3.2).
     *
     * @param sharedKey  null or empty for none
     * @param addressKey null or empty for none
     * @param strings    what is hashed, in order
     */
    record Connection(String id, @Nullable String sharedKey, @Nullable String addressKey, ByteBuffer ip, int port,
            String uid, String channel, List<String> strings, long key) implements VectorCase {
    }

    /** A header, both ways (SPEC 2). */
    record HeaderBytes(String id, Header header, ByteBuffer bytes) implements VectorCase {
    }

    /** Bytes that are no header, or not all of one (SPEC 2). */
    record HeaderReject(String id, String note, ByteBuffer bytes) implements VectorCase {
    }

    /**
     * The encoding of a message (SPEC 4.1).
     *
     * @param length bytes of the encoding
     * @param head   its first bytes, or all of them
     * @param sha256 the digest of all of it, where {@code head} is not all
     */
    record MessageEncode(String id, Message message, int length, ByteBuffer head,
            Optional<ByteBuffer> sha256) implements VectorCase {
    }

    /** A whole frame, with the key over {@code strings} (SPEC 2). */
    record FrameBytes(String id, List<String> strings, Message message, ByteBuffer frame) implements VectorCase {
    }

    /** The encoding of a resync (SPEC 4.1); its items are opaque here. */
    record ResyncEncode(String id, Resync resync, ByteBuffer cbor) implements VectorCase {
    }

    /** Bytes read as a message; no message where they must be rejected (SPEC 4.2). */
    record MessageDecode(String id, String note, ByteBuffer cbor, Optional<Message> message) implements VectorCase {
    }

    /** Bytes read as a resync; no resync where they must be rejected (SPEC 4.2), and their kind (SPEC 4.3). */
    record ResyncDecode(String id, String note, ByteBuffer cbor, Optional<Resync> resync,
            PayloadKind kind) implements VectorCase {
    }

    /**
     * A first frame and who joins with it, empty where it must be refused (SPEC 3.5, 5.5).
     *
     * @param sharedKey the server's
     * @param frame     sent alone to a fresh channel
     * @param reference what the reference does with it
     */
    record FirstFrame(String id, String note, String sharedKey, ByteBuffer frame, Optional<Joined> joined,
            Reference reference) implements VectorCase {
    }

    /** Names of the joining member, and the number of its frames. */
    record Joined(ConnectionId cid, String uid, String channel, int items) {
    }

    /** Behaviour of the reference, mles-rs v1.1.6, on a first frame. */
    enum Reference {
        /** It joins. */
        ACCEPT,
        /** The connection is closed. */
        REFUSE,
        /** The whole server ends (SPEC 9, row 2). */
        STOP
    }
}
