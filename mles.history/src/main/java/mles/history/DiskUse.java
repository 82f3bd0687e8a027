package mles.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all segments of a store within a limit: where they take more, the oldest go, until an eighth is free again. For
 * the writer.
 */
final class DiskUse {
    private static final Logger LOG = LoggerFactory.getLogger(DiskUse.class);
    private static final int FREED = 8;

    private final Path channels;
    private final long limit;
    private long used;
    /** More than the limit after a round that could not free enough: it is not tried again with each byte. */
    private long tolerated;
    private boolean counted;

    private record Aged(Path file, long size, long time) {
    }

    /** @param limit bytes; 0 is none, and nothing is counted then */
    DiskUse(Path channels, long limit) {
        this.channels = channels;
        this.limit = limit;
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
            used = oldestFirst().stream().mapToLong(Aged::size).sum();
            counted = true;
        }
        if (used <= tolerated) {
            return;
        }
        int dropped = 0;
        List<Aged> all = oldestFirst();
        used = all.stream().mapToLong(Aged::size).sum();
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
        LOG.warn("history-disk-limit: {} of the oldest files are gone, for all took more than {} bytes", dropped,
                limit);
    }

    private List<Aged> oldestFirst() throws IOException {
        List<Aged> all = new ArrayList<>();
        try (Stream<Path> folders = Files.list(channels)) {
            for (Path folder : (Iterable<Path>) folders::iterator) {
                for (Path file : Recovery.newestFirst(folder)) {
                    add(file, all);
                }
            }
        }
        all.sort(Comparator.comparingLong(Aged::time).thenComparing(Aged::file));
        return all;
    }

    private static void add(Path file, List<Aged> all) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            all.add(new Aged(file, attributes.size(), attributes.lastModifiedTime().toMillis()));
        } catch (NoSuchFileException e) {
            // gone meanwhile
        }
    }
}
