package mles.server.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.server.transport.WireFormat;

/** A wire format beside that of frames: the plain form of what browsers get, without care for speed. */
public final class BrowserFormat implements WireFormat {
    public static final WireFormat INSTANCE = new BrowserFormat();

    private BrowserFormat() {
    }

    @Override
    public Encoder encoder() {
        return new Encoder() {
            @Override
            public int size(ByteBuf in, int at, int bytes) {
                return encoded(in, at, bytes).length;
            }

            @Override
            public void encode(ByteBuf in, int at, int bytes, Output out) {
                byte[] encoded = encoded(in, at, bytes);
                out.write(Unpooled.wrappedBuffer(encoded), 0, encoded.length);
            }
        };
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        return BrowserBytes.sizeAt(Unpooled.wrappedBuffer(encoded.duplicate().clear()), at);
    }

    private static byte[] encoded(ByteBuf in, int at, int bytes) {
        byte[] frame = new byte[bytes];
        in.getBytes(at, frame);
        return BrowserBytes.of(frame);
    }
}
