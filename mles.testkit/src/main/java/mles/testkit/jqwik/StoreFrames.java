package mles.testkit.jqwik;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;

/** Frames for tests of a history store. */
public final class StoreFrames {
    private StoreFrames() {
    }

    /** {@return a message of {@code bytes} bytes that begins with {@code text}} */
    public static byte[] message(String text, int bytes) {
        byte[] content = new byte[Math.max(bytes, text.length())];
        Arrays.fill(content, (byte) 'x');
        for (int i = 0; i < text.length(); i++) {
            content[i] = (byte) text.charAt(i);
        }
        return bytes(Frame.of(new ConnectionId(7), text.hashCode(), Message.of("u", "c", content)).bytes());
    }

    /** {@return an empty join, which no limit counts as a message} */
    public static byte[] emptyJoin() {
        return bytes(Frame.of(new ConnectionId(8), 1, Message.of("u", "c", "")).bytes());
    }

    /** {@return {@code count} different messages, all small} */
    public static List<byte[]> messages(int count) {
        return messages(count, 10);
    }

    /** {@return {@code count} different messages of {@code bytes} bytes and a little more} */
    public static List<byte[]> messages(int count, int bytes) {
        List<byte[]> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(message("m" + i, bytes + i));
        }
        return all;
    }

    /** {@return {@code frames} one after the other, as a store gets them} */
    public static ByteBuffer buffer(List<byte[]> frames) {
        ByteBuffer all = ByteBuffer.allocateDirect(frames.stream().mapToInt(frame -> frame.length).sum());
        frames.forEach(all::put);
        return all.flip().asReadOnlyBuffer();
    }

    /** {@return a copy of the remaining bytes} */
    public static byte[] bytes(ByteBuffer buffer) {
        return Rejected.copy(buffer);
    }
}
