package mles.server.log;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.Frame;

/**
 * Count and place of each frame in a log, so that a resync brings none twice (SPEC 5.5), and none to a place behind newer
 * ones. Valid until the log changes. Thread: home loop.
 */
public final class HistoryMultiset {
    /** A resync that has new items between known ones more often than that is not put in order further: each costs a walk. */
    private static final int MOST_RUNS = 64;

    private final Map<ByteBuffer, ArrayDeque<Integer>> copies = new HashMap<>();
    private final List<ByteBuffer> frames = new ArrayList<>();
    private final List<Fresh> fresh = new ArrayList<>();
    /** So many frames of the log are not newer than the next item. */
    private int place;
    private boolean joinIsNew;

    /**
     * Items behind each other that the log lacks.
     *
     * @param at    where they are
     * @param newer what the log has that is newer
     */
    public record Fresh(int at, int bytes, int frames, Newer newer) {
    }

    public HistoryMultiset(ChannelLog log) {
        for (FrameIterator iterator = new FrameIterator(log); iterator.next();) {
            ByteBuffer frame = iterator.frame();
            frames.add(frame);
            copies.computeIfAbsent(frame, any -> new ArrayDeque<>(1)).add(frames.size());
        }
    }

    /** {@return which of the first {@code count} of these items are new; each stored copy absorbs one} To be asked once. */
    public List<Fresh> fresh(ByteBuf items, int count) {
        int at = items.readerIndex();
        ByteBuffer first = item(items, at);
        at += first.limit();
        // It is made for its connection: in address mode it has another key each time.
        joinIsNew = take(first) == 0 && takeUnderOtherKey(first) == 0;
        if (joinIsNew) {
            fresh.add(new Fresh(items.readerIndex(), first.limit(), 1, Newer.NONE));
        }
        int from = at;
        int run = 0;
        for (int i = 1; i < count; i++) {
            ByteBuffer item = item(items, at);
            int known = take(item);
            if (known > 0) {
                add(from, at, run);
                place = Math.max(place, known);
                from = at + item.limit();
                run = 0;
            } else {
                run++;
            }
            at += item.limit();
        }
        add(from, at, run);
        return fresh;
    }

    private void add(int from, int to, int run) {
        if (run > 0 && fresh.size() > MOST_RUNS) {
            fresh.add(new Fresh(from, to - from, run, Newer.NONE));
        } else if (run > 0) {
            Newer newer = new Newer();
            frames.subList(place, frames.size()).forEach(newer::add);
            if (joinIsNew) {
                newer.addBeside();
            }
            fresh.add(new Fresh(from, to - from, run, newer));
        }
    }

    /** {@return the place of a copy of {@code item}, which is taken, counted from 1, or 0} */
    private int take(ByteBuffer item) {
        ArrayDeque<Integer> left = copies.get(item);
        return left == null || left.isEmpty() ? 0 : left.remove();
    }

    private int takeUnderOtherKey(ByteBuffer item) {
        return copies.keySet().stream().filter(frame -> Frame.isSameButKey(frame, item)).findFirst().map(this::take)
                .orElse(0);
    }

    private static ByteBuffer item(ByteBuf items, int at) {
        return items.nioBuffer(at, FrameSizer.frameSize(items, at));
    }
}
