package mles.server.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;

/** Frames to put into logs. No two are equal: the key field, which hubs do not look at, tells a number. */
public final class TestFrames {
    private long number;

    /** {@return a frame of {@code size} bytes, header included} */
    public byte[] ofSize(int size) {
        byte[] payload = new byte[size - 16];
        Arrays.fill(payload, (byte) number);
        return bytes(Frame.of(new ConnectionId((int) number), number++, ByteBuffer.wrap(payload)).bytes());
    }

    /** {@return a frame that is presence only} */
    public byte[] emptyJoin() {
        return bytes(Frame.of(new ConnectionId((int) number), number++, Message.of("u", "c", "")).bytes());
    }

    public static ByteBuf buffer(byte[]... frames) {
        return Unpooled.wrappedBuffer(join(frames));
    }

    public static ByteBuf buffer(List<byte[]> frames) {
        return buffer(frames.toArray(byte[][]::new));
    }

    public static byte[] join(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    public static byte[] join(List<byte[]> frames) {
        return join(frames.toArray(byte[][]::new));
    }

    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** {@return whether {@code part} is somewhere in {@code all}} */
    public static boolean contains(byte[] all, byte[] part) {
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return text.contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
