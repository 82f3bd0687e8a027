package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import mles.server.spi.RelayEntry;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Entries that are read by several requests at a time. */
class StoredRunProperties {
    private static final DatedEntry SMALL = entry(10);

    @Property
    void allComeOnceInOrder(@ForAll @Size(max = 300) List<@LongRange(min = 1, max = 100_000) Long> numbers)
            throws IOException {
        FakeStream stream = new FakeStream(SMALL, numbers.stream().mapToLong(Long::longValue));
        assertEquals(stream.numbers(), read(stream, stream.end()));
    }

    @Property
    void burstsComeOnceInOrder(@ForAll @Size(max = 6) List<@LongRange(min = 1, max = 1_000_000) Long> bursts)
            throws IOException {
        FakeStream stream = new FakeStream(SMALL,
                bursts.stream().mapToLong(Long::longValue).flatMap(at -> LongStream.range(at, at + 50)));
        assertEquals(stream.numbers(), read(stream, stream.end()));
    }

    @Property
    void nothingBehindTheEndIsRead(@ForAll @Size(max = 100) List<@LongRange(min = 1, max = 10_000) Long> numbers,
            @ForAll @LongRange(min = 1, max = 10_000) long end) throws IOException {
        FakeStream stream = new FakeStream(SMALL, numbers.stream().mapToLong(Long::longValue));
        assertEquals(stream.numbers().stream().filter(each -> each <= end).toList(), read(stream, end));
    }

    @Example
    void requestsAreFewerThanTwiceTheEntries() throws IOException {
        FakeStream stream = new FakeStream(SMALL, LongStream.range(1, 2000).map(i -> 7 * i));
        read(stream, stream.end());
        assertTrue(stream.requests.get() < 3000, () -> stream.requests + " requests");
    }

    @Example
    void longEntriesComeFewAtATime() throws IOException {
        FakeStream stream = new FakeStream(entry(500_000), LongStream.range(1, 100));
        StoredRun run = new StoredRun(stream);
        int first = run.next(1, 99).size();
        int second = run.next(1 + first, 99).size();
        assertTrue(second <= 8, () -> second + " entries");
    }

    @Example
    void failureOfOneRequestIsThatOfTheRun() throws IOException {
        FakeStream stream = new FakeStream(SMALL, LongStream.range(1, 100));
        StoredRun run = new StoredRun(stream);
        int first = run.next(1, 99).size();
        stream.broken = true;
        assertEquals("no leader", assertThrows(IOException.class, () -> run.next(1 + first, 99)).getMessage());
    }

    private static List<Long> read(FakeStream stream, long end) throws IOException {
        StoredRun run = new StoredRun(stream);
        List<Long> all = new ArrayList<>();
        for (long last = 0; last < end;) {
            List<StoredEntry> next = run.next(last + 1, end);
            next.forEach(each -> all.add(each.number()));
            last = next.isEmpty() ? end : next.getLast().number();
        }
        return all;
    }

    private static DatedEntry entry(int bytes) {
        return new DatedEntry(new RelayEntry(RelayEntry.Kind.MESSAGES, 1, 1, ByteBuffer.allocate(bytes), 1), 0);
    }

    /** Entries of one channel in a stream. */
    private static final class FakeStream implements StoredRun.Source {
        private final NavigableMap<Long, StoredEntry> entries = new TreeMap<>();
        private final AtomicInteger requests = new AtomicInteger();
        private volatile boolean broken;

        FakeStream(DatedEntry entry, LongStream numbers) {
            numbers.forEach(number -> entries.put(number, new StoredEntry(number, entry)));
        }

        List<Long> numbers() {
            return List.copyOf(entries.keySet());
        }

        long end() {
            return entries.isEmpty() ? 0 : entries.lastKey();
        }

        @Override
        public @Nullable StoredEntry from(long number) throws IOException {
            requests.incrementAndGet();
            if (broken) {
                throw new IOException("no leader");
            }
            Map.Entry<Long, StoredEntry> found = entries.ceilingEntry(number);
            return found == null ? null : found.getValue();
        }
    }
}
