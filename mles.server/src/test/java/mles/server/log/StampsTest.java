package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.BitSet;
import mles.server.memory.MemoryBudget;
import org.junit.jupiter.api.Test;

/** The ring of numbers and times. */
class StampsTest {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private final MemoryBudget heap = new MemoryBudget(1L << 30);
    private long now;

    @Test
    void itGrowsAndShrinksAndCountsItsMemory() {
        Stamps stamps = new Stamps(heap);
        assertEquals(0, heap.used());
        for (int i = 0; i < 1000; i++) {
            stamps.add(i, i + 1, i + 1, i);
        }
        long most = heap.used();
        assertTrue(most >= 32_000, "counted: " + most);
        assertEquals(500, stamps.number(stamps.runOf(500)));
        for (int i = 0; i <= 1000; i++) {
            stamps.dropBefore(i, i);
        }
        assertEquals(1, stamps.size());
        assertEquals(1000, stamps.number(stamps.last()));
        assertTrue(heap.used() < most / 4, "given back");
        stamps.close();
        assertEquals(0, heap.used());
    }

    @Test
    void runsWithoutFramesGo() {
        Stamps stamps = new Stamps(heap);
        stamps.add(0, 1, 1, 0);
        for (int i = 1; i < 10; i++) {
            stamps.add(i, 2, 2, i);
        }
        BitSet joins = new BitSet();
        joins.set(1, 9);
        stamps.takeOut(joins, 0);
        assertEquals(2, stamps.size());
        assertEquals(8, stamps.frame(stamps.first()));
        assertEquals(9, stamps.frame(stamps.last()));
        assertEquals(9, stamps.millis(stamps.last()));
    }

    @Test
    void inSteadyStateNothingIsAllocated() {
        Numbering numbering = new Numbering(() -> now, heap);
        run(numbering, 0, 20_000);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(numbering, 20_000, 40_000);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 2_000, "allocated: " + allocated);
        assertTrue(heap.used() < 2_000, "kept: " + heap.used());
        numbering.close();
    }

    /** A message every 60 ms, of which history keeps ten. */
    private void run(Numbering numbering, int from, int to) {
        for (int i = from; i < to; i++) {
            now += 60;
            numbering.appended(1, i + 1, 0);
            numbering.trim(Math.max(0, i - 9), Math.min(10, i + 1));
        }
    }
}
