package mles.cluster.nats;

import java.io.IOException;
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
        List<StoredEntry> found = span == 0 ? new Part(from, end).read(FIRST) : readParts(from, end);
        if (!found.isEmpty()) {
            learn(from, found);
        }
        return found;
    }

    private List<StoredEntry> readParts(long from, long end) throws IOException {
        List<Part> parts = new ArrayList<>();
        List<CompletableFuture<List<StoredEntry>>> reads = new ArrayList<>();
        for (long at = from; at <= end && parts.size() < PARTS; at += span) {
            Part part = new Part(at, Math.min(end, at + span - 1));
            parts.add(part);
            reads.add(CompletableFuture.supplyAsync(() -> part.readUnchecked(MOST), Thread::startVirtualThread));
        }
        List<StoredEntry> found = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            found.addAll(get(reads.get(i)));
            if (!parts.get(i).isWhole()) {
                return found;
            }
        }
        StoredEntry behind = parts.getLast().behind();
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

    private static List<StoredEntry> get(CompletableFuture<List<StoredEntry>> read) throws IOException {
        try {
            return read.join();
        } catch (CompletionException e) {
            throw new IOException(OneLine.of(e), e);
        }
    }

    /** Entries from one number to another. For one thread at a time. */
    private final class Part {
        private final long from;
        private final long to;
        private boolean whole;
        private @Nullable StoredEntry behind;

        Part(long from, long to) {
            this.from = from;
            this.to = to;
        }

        /** {@return whether it has read all of them} */
        boolean isWhole() {
            return whole;
        }

        /** {@return the first entry behind it, if it has seen that} */
        @Nullable
        StoredEntry behind() {
            return behind;
        }

        List<StoredEntry> read(int most) throws IOException {
            List<StoredEntry> found = new ArrayList<>();
            long at = from;
            while (at <= to && found.size() < most) {
                StoredEntry next = source.from(at);
                if (next == null) {
                    at = to + 1;
                } else if (next.number() > to) {
                    behind = next;
                    at = to + 1;
                } else {
                    found.add(next);
                    at = next.number() + 1;
                }
            }
            whole = at > to;
            return found;
        }

        List<StoredEntry> readUnchecked(int most) {
            try {
                return read(most);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }
    }
}
