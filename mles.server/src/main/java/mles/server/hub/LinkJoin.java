package mles.server.hub;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.Frame;
import mles.protocol.Header;

/**
 * The frame with which a link joins: that of the member for whom it was made (SPEC 6.1).
 *
 * @param uid   of that member
 * @param frame the frame as it came, a copy
 */
record LinkJoin(String uid, ByteBuffer frame) {
    /** {@return the first frame of {@code bytes}} */
    static LinkJoin of(String uid, ByteBuf bytes) {
        int at = bytes.readerIndex();
        byte[] copy = new byte[Header.SIZE + bytes.getUnsignedMedium(at + 1)];
        bytes.getBytes(at, copy);
        return new LinkJoin(uid, ByteBuffer.wrap(copy).asReadOnlyBuffer());
    }

    /** {@return whether it is more than a join} */
    boolean hasContent() {
        return !Frame.endsEmpty(frame, 0, frame.limit());
    }
}
