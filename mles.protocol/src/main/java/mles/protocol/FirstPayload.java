package mles.protocol;

import java.nio.ByteBuffer;

/** Payload of a first frame: a message or a resync (SPEC 4.3). */
public sealed interface FirstPayload permits Message, Resync {

    /**
     * {@return the resync or else the message that the remaining bytes of {@code cbor} spell} A resync that comes out of
     * here has at least one item, and every item is one whole frame (SPEC 5.5).
     *
     * @throws ProtocolException {@code BAD_RESYNC_ITEM}, or the fault of the message when it is neither
     */
    static FirstPayload decode(ByteBuffer cbor) {
        FirstScan scan = FirstScan.of(cbor, 0);
        return scan.isResync() ? Resync.decode(cbor) : Message.decode(cbor);
    }
}
