package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The ranges against a plain list of them. */
class OwnRangesProperties {

    private record Range(long from, long to, long frames) {
    }

    /** Below 0 the oldest is removed; otherwise a range that many bytes behind the last is added. */
    @Property
    void sameAsAList(@ForAll @Size(max = 200) List<@IntRange(min = -4, max = 6) Integer> steps) {
        OwnRanges ranges = new OwnRanges();
        ArrayDeque<Range> list = new ArrayDeque<>();
        long head = 0;
        for (int step : steps) {
            if (step >= 0) {
                Range added = new Range(head + step, head + step + 10, 1 + step);
                ranges.add(added.from(), added.to(), added.frames());
                Range last = list.peekLast();
                if (last != null && last.to() == added.from()) {
                    list.removeLast();
                    added = new Range(last.from(), added.to(), last.frames() + added.frames());
                }
                list.add(added);
                head = added.to();
            } else if (!list.isEmpty()) {
                list.remove();
                ranges.removeFirst();
            }
            assertEquals(list.isEmpty(), ranges.isEmpty());
            if (!list.isEmpty()) {
                assertEquals(list.peek(), new Range(ranges.from(), ranges.to(), ranges.frames()));
            }
        }
    }

    @Property(tries = 1000)
    void isFullAtTheCap(@ForAll @IntRange(min = 0, max = 2000) int removedBefore) {
        OwnRanges ranges = new OwnRanges();
        for (int i = 0; i < removedBefore; i++) {
            ranges.add(2L * i, 2L * i + 1, 1);
            ranges.removeFirst();
        }
        for (int i = 0; i < OwnRanges.CAP; i++) {
            assertEquals(false, ranges.isFull());
            ranges.add(10_000 + 2L * i, 10_001 + 2L * i, 1);
        }
        assertEquals(true, ranges.isFull());
        ranges.removeFirst();
        assertEquals(false, ranges.isFull());
    }
}
