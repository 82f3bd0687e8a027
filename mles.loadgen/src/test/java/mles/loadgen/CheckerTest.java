package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CheckerTest {
    private final Checker checker = new Checker(new int[]{2, 1}, false);

    private void arrive(int publisher, int seat, long... sequences) {
        for (long sequence : sequences) {
            checker.arrived(publisher, seat, sequence);
        }
    }

    private void assertFound(long lost, long duplicated, long reordered) {
        assertEquals(lost, checker.lost(), "lost");
        assertEquals(duplicated, checker.duplicated(), "duplicated");
        assertEquals(reordered, checker.reordered(), "reordered");
        assertEquals(lost + duplicated + reordered == 0, checker.isClean());
    }

    @Test
    void everythingOnceAndInOrderIsClean() {
        arrive(0, 0, 0, 1, 2);
        arrive(1, 0, 0, 1);
        arrive(0, 1, 0, 1, 2);
        checker.end(0, 3);
        checker.end(1, 2);
        assertFound(0, 0, 0);
    }

    @Test
    void findsALoss() {
        arrive(0, 0, 0, 1, 3, 4);
        assertFound(1, 0, 0);
    }

    @Test
    void findsALossAtTheEnd() {
        arrive(0, 0, 0, 1);
        arrive(0, 1, 0, 1, 2, 3);
        checker.end(0, 4);
        assertFound(2, 0, 0);
    }

    @Test
    void findsADuplicate() {
        arrive(0, 0, 0, 1, 1, 2, 0);
        assertFound(0, 2, 0);
    }

    @Test
    void findsAChangeOfOrder() {
        arrive(0, 0, 0, 2, 1, 3);
        assertFound(0, 0, 1);
    }

    @Test
    void aLateMessageFillsItsGapOnce() {
        arrive(0, 0, 0, 6, 3, 3, 1, 5);
        assertFound(2, 1, 3);
    }

    @Test
    void subscribersDoNotFillEachOthersGaps() {
        arrive(0, 0, 0, 2);
        arrive(0, 1, 0, 1, 1);
        assertFound(1, 1, 0);
    }

    @Test
    void slowestSubscriberCounts() {
        arrive(0, 0, 0, 1, 2);
        arrive(0, 1, 0);
        assertEquals(1, checker.slowest(0));
        assertEquals(0, checker.slowest(1));
    }

    @Test
    void foreignMessageIsAFault() {
        checker.foreign();
        assertFalse(checker.isClean());
        assertEquals(1, checker.foreigners());
    }

    @Test
    void lateJoinerMayBeginAnywhereButMustGoOnFromThere() {
        Checker late = new Checker(new int[]{1}, true);
        late.arrived(0, 0, 40);
        late.arrived(0, 0, 41);
        assertTrue(late.isClean());
        late.arrived(0, 0, 43);
        assertEquals(1, late.lost());
        late.renew(0, 0);
        late.arrived(0, 0, 7);
        assertEquals(8, late.next(0, 0));
        assertEquals(1, late.lost());
    }
}
