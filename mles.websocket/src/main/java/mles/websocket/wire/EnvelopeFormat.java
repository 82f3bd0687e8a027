package mles.websocket.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import mles.server.transport.WireFormat;

/** Frames as clients of {@code mles-websocket-2} get them: payloads in envelopes with number and time, the same for all. */
public final class EnvelopeFormat implements WireFormat {
    /** The one instance. */
    public static final WireFormat INSTANCE = new EnvelopeFormat();

    private static final byte[] BEFORE_NUMBER = {(byte) 0xa3, 0x61, 'n', 0x1b};
    private static final byte[] BEFORE_TIME = {0x61, 't', 0x1b};
    private static final byte[] BEFORE_PAYLOAD = {0x61, 'm'};

    private EnvelopeFormat() {
    }

    @Override
    public Encoder encoder() {
        return new EnvelopeEncoder();
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        return WebSocketFrames.sizeAt(encoded, at);
    }

    @Override
    public boolean isNumbered() {
        return true;
    }

    @Override
    public long numberAt(ByteBuffer encoded, int at) {
        return encoded.getLong(at + WebSocketFrames.headerSizeAt(encoded, at) + BEFORE_NUMBER.length);
    }

    private static final class EnvelopeEncoder extends MessageEncoder {
        private long number;
        private long time;

        @Override
        public void place(long epoch, long itsNumber, long storedAtMillis) {
            number = itsNumber;
            time = storedAtMillis;
        }

        @Override
        void head(ByteBuf out, int bytes) {
            out.writeBytes(BEFORE_NUMBER).writeLong(number).writeBytes(BEFORE_TIME).writeLong(time)
                    .writeBytes(BEFORE_PAYLOAD);
            new CborOutput(out).bytes(bytes);
        }
    }
}
