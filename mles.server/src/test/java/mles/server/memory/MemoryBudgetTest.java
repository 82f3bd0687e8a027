package mles.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(800);
    private int told;

    @Test
    void theLimitItselfIsNotTooMuch() {
        budget.onChange(() -> told++);
        budget.take(800);
        assertFalse(budget.isPressed());
        budget.take(1);
        assertTrue(budget.isPressed());
        assertEquals(801, budget.used());
        assertEquals(1, told);
    }

    @Test
    void tellsOnceEachWay() {
        budget.onChange(() -> told++);
        budget.take(900);
        budget.take(100);
        assertEquals(1, told);
        budget.give(300);
        assertTrue(budget.isPressed(), "an eighth has to be free: 700 of 800 is not below 700");
        budget.give(1);
        assertFalse(budget.isPressed());
        assertEquals(2, told);
        budget.give(699);
        assertEquals(0, budget.used());
        assertEquals(2, told);
    }
}
