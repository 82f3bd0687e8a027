package mles.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import mles.protocol.Header;
import mles.server.spi.RelayEntry;

/** The frames of a channel in the order in which the engine took them. */
final class EngineOrder {
    private final List<Long> frames = new ArrayList<>();
    private final Map<Long, List<Integer>> places = new HashMap<>();
    private final Map<Integer, Integer> newest = new HashMap<>();
    private final NavigableMap<Long, Integer> ends = new TreeMap<>(Map.of(0L, 0));
    private final FrameBook book;
    private int cleared;

    EngineOrder(FrameBook book) {
        this.book = book;
    }

    /** The engine has taken {@code entry}, in the place with that number. */
    void take(RelayEntry entry, long number) {
        switch (entry.kind()) {
            case CLEAR -> cleared = frames.size();
            case EVICT -> {
                // no frame
            }
            case MESSAGES, JOINS, EMPTY_JOINS -> {
                ByteBuffer in = entry.frames().duplicate();
                for (int at = in.position(); at < in.limit(); at += Header.frameSize(in, at)) {
                    byte[] bytes = new byte[Header.frameSize(in, at)];
                    in.get(at, bytes);
                    add(Header.key(in, at), bytes);
                }
            }
        }
        ends.put(number, frames.size());
    }

    /** {@return the frames of an entry in words} */
    static String names(RelayEntry entry) {
        StringBuilder names = new StringBuilder();
        if (entry.count() > 0) {
            ByteBuffer in = entry.frames().duplicate();
            for (int at = in.position(); at < in.limit(); at += Header.frameSize(in, at)) {
                names.append(' ').append(FrameBook.name(Header.key(in, at)));
            }
        }
        return names.toString();
    }

    private void add(long key, byte[] bytes) {
        assertArrayEquals(book.bytes(key), bytes, () -> FrameBook.name(key));
        List<Integer> copies = places.computeIfAbsent(key, first -> new ArrayList<>(1));
        copies.add(frames.size());
        assertTrue(copies.size() <= book.copies(key),
                () -> FrameBook.name(key) + ": expected in the order once, was there twice");
        // The member of an empty join that was given up stays, and no resync brings a join.
        if (copies.size() == 1 && FrameBook.number(key) > 0) {
            int before = newest.merge(FrameBook.connection(key), FrameBook.number(key), Math::max);
            assertTrue(before == FrameBook.number(key),
                    () -> FrameBook.name(key) + ": expected before " + before + " of its publisher, was behind");
        }
        frames.add(key);
    }

    int size() {
        return frames.size();
    }

    long key(int place) {
        return frames.get(place);
    }

    boolean has(long key) {
        return places.containsKey(key);
    }

    /** {@return the places of a frame, rarely more than one} */
    List<Integer> places(long key) {
        return places.getOrDefault(key, List.of());
    }

    /** {@return where the history was forgotten last} */
    int cleared() {
        return cleared;
    }

    /** {@return the place behind the engine's entry with that number} */
    int behind(long number) {
        return ends.floorEntry(number).getValue();
    }
}
