package mles.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all segments of a store within a limit: where they take more, the oldest go, until an eighth is free again. For
 * the writer.
 */
final class DiskUse {
    private static final Logger LOG = LoggerFactory.getLogger(DiskUse.class);
    private static final int FREED = 8;

    private final StoreFolder folder;
    private final long limit;
    private final SegmentTimes times = new SegmentTimes();
    private final BiConsumer<Path, IOException> unreadable;
    private long used;
    /** More than the limit after a round that could not free enough: it is not tried again with each byte. */
    private long tolerated;
    private boolean counted;

    private record Aged(Path file, long size, long time) {
    }

    /**
     * @param limit      bytes; 0 is none, and nothing is counted then
     * @param unreadable told of what cannot be read, and stays
     */
    DiskUse(StoreFolder folder, long limit, BiConsumer<Path, IOException> unreadable) {
        this.folder = folder;
        this.limit = limit;
        this.unreadable = unreadable;
        this.tolerated = limit;
    }

    void grew(long bytes) {
        used += bytes;
    }

    void shrank(long bytes) {
        used -= bytes;
    }

    /**
     * Makes room if there has to be some.
     *
     * @param drop deletes a segment, or leaves it
     */
    void keepWithin(Consumer<Path> drop) throws IOException {
        if (limit == 0) {
            return;
        }
        if (!counted) {
            used = size();
            counted = true;
        }
        if (used <= tolerated) {
            return;
        }
        int dropped = 0;
        used = size();
        List<Aged> all = oldestFirst();
        for (Aged segment : all) {
            if (used <= limit - limit / FREED) {
                break;
            }
            long before = used;
            drop.accept(segment.file());
            if (!Files.exists(segment.file())) {
                used = before - segment.size();
                dropped++;
            }
        }
        tolerated = used <= limit ? limit : used + limit / FREED;
        LOG.warn("history-disk-limit: the oldest files were deleted, files={}, limit={}", dropped, limit);
    }

    private long size() throws IOException {
        long sum = 0;
        for (Path channel : folder.channelFolders()) {
            for (Path file : segments(channel)) {
                sum += size(file);
            }
        }
        return sum;
    }

    private List<Aged> oldestFirst() throws IOException {
        List<Aged> all = new ArrayList<>();
        for (Path channel : folder.channelFolders()) {
            // All of a segment is older than the one behind it, so only the newest has to be read to its end.
            long next = Long.MAX_VALUE;
            for (Path file : segments(channel)) {
                try {
                    long first = SegmentTimes.first(file);
                    all.add(new Aged(file, size(file), next == Long.MAX_VALUE ? times.newest(file) : next));
                    next = first;
                } catch (NoSuchFileException e) {
                    // gone meanwhile
                } catch (IOException e) {
                    unreadable.accept(file, e);
                }
            }
        }
        times.endRound();
        all.sort(Comparator.comparingLong(Aged::time).thenComparing(Aged::file));
        return all;
    }

    private List<Path> segments(Path channel) {
        try {
            return Recovery.newestFirst(channel);
        } catch (IOException e) {
            unreadable.accept(channel, e);
            return List.of();
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
