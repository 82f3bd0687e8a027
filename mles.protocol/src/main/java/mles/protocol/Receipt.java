package mles.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes to a member that ended its sending side in good order: how many of its frames the server took. On the wire
 * it is the header of a frame of one byte that never comes, with the member's own connection id, and the count in the key
 * field. A receiver that knows nothing of receipts drops it like any other frame that is cut off (SPEC 2); a member never
 * gets frames of its own, so nothing else looks like it.
 *
 * <pre>
 * | 0 'M' | 1 length 1 | 4 CID of the member | 8 frames that were taken |
 * </pre>
 *
 * @param cid    that of the member
 * @param frames how many were taken, the first one included
 */
public record Receipt(ConnectionId cid, long frames) {
    private static final int LENGTH = 1;

    /** {@return the bytes, ready to be read} */
    public ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(Header.SIZE);
        new Header(LENGTH, cid, frames).write(out);
        return out.flip();
    }

    /**
     * {@return the receipt that a stream ended with, null where it ended otherwise}
     *
     * @param rest what came behind the last whole frame
     * @param own  the connection id of the member that received it
     */
    public static @Nullable Receipt read(ByteBuffer rest, ConnectionId own) {
        if (rest.remaining() != Header.SIZE) {
            return null;
        }
        int at = rest.position();
        Receipt receipt = new Receipt(Header.cid(rest, at), Header.key(rest, at));
        return receipt.cid.equals(own) && Header.payloadLength(rest, at) == LENGTH ? receipt : null;
    }
}
