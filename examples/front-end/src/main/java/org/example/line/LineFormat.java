package org.example.line;

import io.netty.buffer.*;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mles.protocol.*;
import mles.server.transport.WireFormat;

/** Frames as lines: {@code uid: text}. A channel encodes each frame once, however many members read it. */
final class LineFormat implements WireFormat {
    static final WireFormat INSTANCE = new LineFormat();

    @Override
    public Encoder encoder() {
        return new Encoder() {
            private ByteBuf line = Unpooled.EMPTY_BUFFER;

            @Override
            public int size(ByteBuf in, int at, int bytes) {
                line = Unpooled.wrappedBuffer(line(in.nioBuffer(at + Header.SIZE, bytes - Header.SIZE))
                        .getBytes(StandardCharsets.UTF_8));
                return line.readableBytes();
            }

            @Override
            public void encode(ByteBuf in, int at, int bytes, Output out) {
                out.write(line, 0, line.readableBytes());
            }
        };
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        int end = at;
        while (encoded.get(end++) != '\n') {
        }
        return end - at;
    }

    /** Payloads behind the first of a connection come as they are: they may be anything. */
    private static String line(ByteBuffer payload) {
        try {
            Message message = Message.decode(payload);
            return (message.uid() + ": " + message.text()).replaceAll("\\p{Cntrl}", " ") + "\n";
        } catch (ProtocolException e) {
            return "(not a message)\n";
        }
    }
}
