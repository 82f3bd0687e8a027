package mles.loadgen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final Schedule schedule = new Schedule(1000, 1000, 4);

    @Test
    void publishersTakeTurnsEvenly() {
        assertEquals(1000, schedule.due(0, 0));
        assertEquals(1000 + Clock.MILLI, schedule.due(1, 0));
        assertEquals(1000 + 3 * Clock.MILLI, schedule.due(3, 0));
        assertEquals(1000 + 4 * Clock.MILLI, schedule.due(0, 1));
    }

    @Test
    void rateHoldsOverALongTime() {
        assertEquals(1000 + 3600 * Clock.SECOND, schedule.due(0, 3600 * 1000 / 4));
    }

    @Test
    void countsWhatIsDue() {
        assertEquals(0, schedule.dueBy(999, 0, 0, 10));
        assertEquals(1, schedule.dueBy(1000, 0, 0, 10));
        assertEquals(3, schedule.dueBy(1000 + 11 * Clock.MILLI, 0, 0, 10));
        assertEquals(1, schedule.dueBy(1000 + 11 * Clock.MILLI, 0, 2, 10));
        assertEquals(2, schedule.dueBy(1000 + 11 * Clock.MILLI, 0, 0, 2));
    }
}
