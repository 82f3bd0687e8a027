package mles.server.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedLogTest {
    private final PriorityQueue<Timed> tasks = new PriorityQueue<>(Comparator.comparingLong(Timed::at));
    private final List<String> written = new ArrayList<>();
    private final long start = Long.MAX_VALUE - 5; // the clock of Java may overflow at any time
    private long passed;
    private final BoundedLog log = log(Duration.ofSeconds(1));

    private record Timed(long at, Runnable task) {
    }

    @Test
    void eventsOfOneSecondAreOneLine() {
        IntStream.range(0, 300).forEach(i -> add("down"));
        assertEquals(List.of(), written, "counted first");
        pass(1000);
        assertEquals(List.of("down 300"), written);
        pass(60_000);
        assertEquals(List.of("down 300"), written, "told once");
    }

    @Test
    void whatGoesOnHasALineInTenSeconds() {
        for (int i = 0; i < 3600; i++) {
            add("failed");
            add("recovered");
            pass(25_000 / 3600);
        }
        pass(10_000);
        assertEquals(3600, count("failed"));
        assertEquals(3600, count("recovered"));
        assertEquals(8, written.size(), written::toString);
    }

    @Test
    void aNewKindDoesNotWait() {
        add("down");
        pass(1000);
        add("up");
        add("down");
        pass(1000);
        assertEquals(List.of("down 1", "up 1"), written);
        pass(7999);
        assertEquals(2, written.size());
        pass(1001);
        assertEquals(List.of("down 1", "up 1", "down 1"), written);
    }

    @Test
    void aLineThatWasTakenAlongIsNotDueBefore() {
        add("down");
        pass(1000);
        add("down");
        add("up");
        pass(1000);
        assertEquals(List.of("down 1", "down 1", "up 1"), written, "in order");
        add("down");
        pass(9999);
        assertEquals(3, written.size());
        pass(1);
        assertEquals("down 1", written.getLast());
    }

    @Test
    void theLastLineTellsOfTheLastEvent() {
        add("failed");
        pass(500);
        add("recovered");
        pass(1000);
        add("failed");
        add("recovered");
        add("failed");
        pass(60_000);
        assertEquals(List.of("failed 1", "recovered 1", "recovered 1", "failed 2"), written);
    }

    @Test
    void withoutGatheringTheFirstIsToldAtOnce() {
        BoundedLog eager = log(Duration.ZERO);
        eager.add("fault", count -> written.add("first " + count));
        assertEquals(List.of("first 1"), written);
        eager.add("fault", count -> written.add("second " + count));
        eager.add("fault", count -> written.add("third " + count));
        pass(10_000);
        assertEquals(List.of("first 1", "second 2"), written);
    }

    @Test
    void theEndTellsTheRest() {
        add("up");
        add("down");
        add("up");
        log.flush();
        assertEquals(List.of("down 1", "up 2"), written);
        pass(60_000);
        assertEquals(2, written.size());
    }

    private BoundedLog log(Duration gather) {
        return new BoundedLog(gather, Duration.ofSeconds(10), () -> start + passed,
                delay -> task -> tasks.add(new Timed(passed + delay.toNanos(), task)));
    }

    private void add(String kind) {
        log.add(kind, count -> written.add(kind + " " + count));
    }

    private long count(String kind) {
        return written.stream().filter(line -> line.startsWith(kind + " "))
                .mapToLong(line -> Long.parseLong(line.substring(kind.length() + 1))).sum();
    }

    private void pass(long millis) {
        long end = passed + millis * 1_000_000;
        for (Timed next = tasks.peek(); next != null && next.at() <= end; next = tasks.peek()) {
            tasks.remove();
            passed = next.at();
            next.task().run();
        }
        passed = end;
    }
}
