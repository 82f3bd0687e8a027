package mles.server.log;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.protocol.Header;

/** Size of the record at a place in a log. */
@FunctionalInterface
public interface FrameSizer {
    /** Of frames as they came. */
    FrameSizer MLES = Header::frameSize;

    /** {@return the bytes of the frame that starts at {@code at}} */
    int at(ByteBuffer in, int at);

    /** {@return the bytes of the frame, as it came, that starts at index {@code at}} */
    static int frameSize(ByteBuf in, int at) {
        return Header.SIZE + in.getUnsignedMedium(at + 1);
    }
}
