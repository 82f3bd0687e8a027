package mles.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a first frame as it arrives (SPEC 4.3): whose it is, so that a key can be checked, and of which kind.
 * It takes no memory but for names up to a limit, whatever the payload is, and has read all of it when all of it is there.
 */
public final class FirstScan {
    private final NameScan message;
    private final ResyncScan resync;
    private NameScan named;
    private int seen;

    /**
     * Nothing is known yet.
     *
     * @param payloadLength the length announced in the header
     * @param longestName   bytes of a uid or a channel; a longer one will never be known
     */
    public FirstScan(int payloadLength, long longestName) {
        int longest = (int) Math.min(payloadLength, longestName);
        message = new NameScan(payloadLength, longest);
        resync = new ResyncScan(payloadLength, longest);
        named = message;
    }

    /** {@return a scan of {@code payload}, of which all is there} */
    public static FirstScan of(ByteBuffer payload, long longestName) {
        FirstScan scan = new FirstScan(payload.remaining(), longestName);
        scan.advance(payload);
        return scan;
    }

    /**
     * Reads on.
     *
     * @param payload all bytes that are there so far, from its position; each call may bring more
     */
    public void advance(ByteBuffer payload) {
        int start = payload.position();
        message.feed(payload, start + seen, payload.limit());
        resync.feed(payload, start + seen, payload.limit());
        seen = payload.remaining();
    }

    /**
     * Decides. From then on the names are those of the message, or of the message in the first item of the resync.
     *
     * @throws ProtocolException {@code BAD_RESYNC_ITEM}, or the fault of that message
     */
    public void finish() {
        named = isResync() ? resync.firstPayload() : message;
        named.finish();
    }

    /**
     * Checks all of the payload as a message, of which the names are then; it may be a resync as well.
     *
     * @throws ProtocolException when it is no message
     */
    public void checkMessage() {
        message.finish();
    }

    /**
     * {@return whether the whole payload is a resync, of at least one item}
     *
     * @throws ProtocolException {@code BAD_RESYNC_ITEM} when one is not exactly one frame
     */
    public boolean isResync() {
        return resync.isResync();
    }

    /** {@return the uid, or null while it is not known, or when it is too long} */
    public @Nullable String uid() {
        return named.name(NameScan.UID);
    }

    /** {@return the channel, or null while it is not known, or when it is too long} */
    public @Nullable String channel() {
        return named.name(NameScan.CHANNEL);
    }

    /** {@return the number of items of the resync} */
    public int items() {
        return resync.items();
    }

    /** {@return the bytes of all items of the resync} */
    public int itemBytes() {
        return resync.bytes();
    }

    /** {@return the header of the first item of the resync} */
    public Header firstItem() {
        return resync.firstHeader();
    }
}
