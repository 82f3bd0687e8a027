package mles.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Collects the fields of a message while its encoding is scanned. */
final class MessageBuilder implements CborScanner.Sink {
    private static final int UID = 0;

    private final CborScanner scanner;
    private final long longestName;
    private @Nullable String uid;
    private @Nullable String channel;
    private @Nullable ByteBuffer payload;

    MessageBuilder(int length) {
        this(length, Long.MAX_VALUE);
    }

    /** @param longestName bytes; of a longer one nothing is kept */
    MessageBuilder(int length, long longestName) {
        this.longestName = longestName;
        scanner = new CborScanner(Shape.MESSAGE, length, this);
    }

    CborScanner scanner() {
        return scanner;
    }

    @Nullable
    String uid() {
        return uid;
    }

    @Nullable
    String channel() {
        return channel;
    }

    Message build() {
        if (uid == null || channel == null || payload == null) {
            throw new IllegalStateException("the message is not complete");
        }
        return new Message(uid, channel, payload);
    }

    @Override
    public void text(int slot, ByteBuffer utf8) {
        if (utf8.remaining() > longestName) {
            return;
        }
        String text = Utf8.decode(utf8);
        if (slot == UID) {
            uid = text;
        } else {
            channel = text;
        }
    }

    @Override
    public void bytes(int slot, ByteBuffer bytes, int offset) {
        payload = bytes;
    }
}
