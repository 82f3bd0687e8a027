package mles.cluster.nats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stored entries of a channel in their order, some at a time. NATS gives one entry for a request, so several requests
 * are under way: each goes through a part of the numbers ahead. For one thread.
 */
final class StoredRun {
    /** Source of entries; calls wait. Thread: any. */
    interface Source {
        /** {@return the first entry from {@code number} on; null without one} */
        @Nullable
        StoredEntry from(long number) throws IOException;
    }

    private static final int PARTS = 8;
    /** Entries of a part, and the bytes that those of all parts should not exceed. */
    private static final int MOST = 16;
    private static final int MOST_BYTES = 1 << 20;
    /** Entries by which it learns how far they are apart. */
    private static final int FIRST = 4;

    private final Source source;
    /** Numbers of a part; 0 while nothing is known. */
    private long span;

    StoredRun(Source source) {
        this.source = source;
    }

    /** {@return the next entries from {@code from} on, some of them; none when there is none up to {@code end}} */
    List<StoredEntry> next(long from, long end) throws IOException {
        List<StoredEntry> found = span == 0 ? read(from, end, FIRST).found() : readParts(from, end);
        if (!found.isEmpty()) {
            learn(from, found);
        }
        return found;
    }

    private List<StoredEntry> readParts(long from, long end) throws IOException {
        List<CompletableFuture<Part>> reads = new ArrayList<>();
        for (long at = from; at <= end && reads.size() < PARTS; at += span) {
            long first = at;
            reads.add(CompletableFuture.supplyAsync(() -> readUnchecked(first, Math.min(end, first + span - 1)),
                    Thread::startVirtualThread));
        }
        List<StoredEntry> found = new ArrayList<>();
        Part last = Part.NONE;
        for (int i = 0; i < reads.size() && last.whole(); i++) {
            last = get(reads.get(i));
            found.addAll(last.found());
        }
        StoredEntry behind = last.behind();
        if (behind != null && behind.number() <= end) {
            found.add(behind);
        }
        return found;
    }

    /** Parts are as long as it takes to have some entries in each of them, and not too many bytes. */
    private void learn(long from, List<StoredEntry> found) {
        long numbers = found.getLast().number() + 1 - from;
        long bytes = found.stream().mapToLong(StoredEntry::bytes).sum();
        long fitting = (long) MOST_BYTES / PARTS * found.size() / Math.max(1, bytes);
        span = Math.max(1, numbers * Math.clamp(fitting, 1, MOST * 3 / 4) / found.size());
    }

    private static Part get(CompletableFuture<Part> read) throws IOException {
        try {
            return read.join();
        } catch (CompletionException e) {
            throw new IOException(OneLine.of(e), e);
        }
    }

    private Part readUnchecked(long from, long to) {
        try {
            return read(from, to, MOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Part read(long from, long to, int most) throws IOException {
        List<StoredEntry> found = new ArrayList<>();
        StoredEntry behind = null;
        long at = from;
        while (at <= to && found.size() < most) {
            StoredEntry next = source.from(at);
            if (next != null && next.number() <= to) {
                found.add(next);
                at = next.number() + 1;
            } else {
                behind = next;
                at = to + 1;
            }
        }
        return new Part(found, at > to, behind);
    }

    /**
     * Entries from one number to another.
     *
     * @param whole  whether all of them are there
     * @param behind the first entry behind it, null where that was not seen
     */
    private record Part(List<StoredEntry> found, boolean whole, @Nullable StoredEntry behind) {
        private static final Part NONE = new Part(List.of(), true, null);
    }
}
