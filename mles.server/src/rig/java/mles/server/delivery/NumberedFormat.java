package mles.server.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.Frame;
import mles.server.transport.WireFormat;

/** A wire format with numbers: before each frame stand its number, its time and its length. */
public final class NumberedFormat implements WireFormat {
    public static final WireFormat INSTANCE = new NumberedFormat();
    private static final int HEAD = 20;

    private NumberedFormat() {
    }

    /** A frame as a member gets it. */
    public record Numbered(long number, long millis, ByteBuffer frame) {
        /** {@return whether it is presence only} */
        public boolean isEmpty() {
            return Frame.endsEmpty(frame, 0, frame.limit());
        }
    }

    @Override
    public Encoder encoder() {
        return new Encoder() {
            private long number;
            private long millis;

            @Override
            public void place(long epoch, long itsNumber, long storedAtMillis) {
                number = itsNumber;
                millis = storedAtMillis;
            }

            @Override
            public int size(ByteBuf in, int at, int bytes) {
                return HEAD + bytes;
            }

            @Override
            public void encode(ByteBuf in, int at, int bytes, Output out) {
                ByteBuf head = Unpooled.buffer(HEAD).writeLong(number).writeLong(millis).writeInt(bytes);
                out.write(head, 0, HEAD);
                out.write(in, at, bytes);
            }
        };
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        return HEAD + encoded.getInt(at + HEAD - Integer.BYTES);
    }

    @Override
    public boolean isNumbered() {
        return true;
    }

    @Override
    public long numberAt(ByteBuffer encoded, int at) {
        return encoded.getLong(at);
    }

    /** {@return the frames in {@code bytes}, which may end in the middle of one} */
    public static List<Numbered> decode(byte[] bytes) {
        List<Numbered> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.remaining() >= HEAD && in.remaining() >= HEAD + in.getInt(in.position() + HEAD - Integer.BYTES)) {
            long number = in.getLong();
            long millis = in.getLong();
            byte[] frame = new byte[in.getInt()];
            in.get(frame);
            all.add(new Numbered(number, millis, ByteBuffer.wrap(frame)));
        }
        return all;
    }
}
