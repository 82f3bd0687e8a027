package org.example.history;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mles.server.spi.Retention;

/**
 * A frame in a file.
 *
 * @param time when it was stored, in milliseconds since 1970
 */
record StoredFrame(long time, ByteBuffer frame) {
    int size() {
        return frame.remaining();
    }

    private int messages() {
        return Retention.messages(frame);
    }

    /** {@return those of {@code all} that are to be kept: the newest, as far as the three limits reach} */
    static List<StoredFrame> kept(List<StoredFrame> all, Retention keep) {
        if (keep.isOff()) {
            return List.of();
        }
        long now = System.currentTimeMillis();
        ArrayDeque<StoredFrame> kept = new ArrayDeque<>(all);
        long messages = all.stream().mapToLong(StoredFrame::messages).sum();
        long bytes = all.stream().mapToLong(StoredFrame::size).sum();
        while (!kept.isEmpty() && (keep.isExceeded(messages, bytes) || keep.isTooOld(kept.getFirst().time, now))) {
            StoredFrame oldest = kept.removeFirst();
            messages -= oldest.messages();
            bytes -= oldest.size();
        }
        return new ArrayList<>(kept);
    }
}
