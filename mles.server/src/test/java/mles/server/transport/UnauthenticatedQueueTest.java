package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import org.junit.jupiter.api.Test;

class UnauthenticatedQueueTest {
    private static final long LIMIT = 800;

    private final UnauthenticatedQueue room = new UnauthenticatedQueue(LIMIT);
    private final List<TestGuest> waiters = new ArrayList<>();

    private static final class TestGuest implements UnauthenticatedQueue.Waiter {
        private final List<CloseReason> refused = new ArrayList<>();
        private boolean isRead = true;

        @Override
        public void setReadable(boolean wanted) {
            isRead = wanted;
        }

        @Override
        public void refuse(CloseReason reason) {
            refused.add(reason);
        }
    }

    @Test
    void everybodyIsReadUpToTheLimit() {
        enter(3);
        room.hold(LIMIT);
        assertEquals(List.of(true, true, true), areRead());
    }

    @Test
    void aboveItOnlyTheOldestIs() {
        enter(3);
        room.hold(LIMIT + 1);
        assertEquals(List.of(true, false, false), areRead());
        enter(1);
        assertEquals(List.of(true, false, false, false), areRead());
    }

    @Test
    void nextOneFollowsWhileThereIsNoRoom() {
        enter(3);
        room.hold(2 * LIMIT);
        room.leave(waiters.get(0), 300);
        assertEquals(List.of(true, false), areRead().subList(1, 3));
        // One that waits may go as well.
        room.leave(waiters.get(2), 300);
        assertTrue(waiters.get(1).isRead);
    }

    @Test
    void allGoOnWhenAnEighthIsFree() {
        enter(3);
        room.hold(LIMIT + 1);
        room.leave(waiters.get(0), LIMIT / 8);
        assertEquals(List.of(true, false), areRead().subList(1, 3));
        room.leave(waiters.get(1), 1);
        assertEquals(List.of(true), areRead().subList(2, 3));
        enter(1);
        assertTrue(waiters.get(3).isRead);
    }

    @Test
    void whoComesWhenAllHaveGoneIsRead() {
        enter(1);
        room.hold(LIMIT + 1);
        room.leave(waiters.get(0), LIMIT + 1);
        enter(2);
        assertEquals(List.of(true, true), areRead().subList(1, 3));
    }

    @Test
    void leavingTwiceCountsOnce() {
        enter(2);
        room.hold(LIMIT + 1);
        room.leave(waiters.get(0), 1);
        room.leave(waiters.get(0), LIMIT);
        enter(1);
        assertFalse(waiters.get(2).isRead);
    }

    @Test
    void closing() {
        enter(2);
        room.close(CloseReason.SHUTDOWN);
        waiters.forEach(waiter -> assertEquals(List.of(CloseReason.SHUTDOWN), waiter.refused));
    }

    private void enter(int count) {
        for (int i = 0; i < count; i++) {
            TestGuest waiter = new TestGuest();
            waiters.add(waiter);
            room.enter(waiter);
        }
    }

    private List<Boolean> areRead() {
        return waiters.stream().map(waiter -> waiter.isRead).toList();
    }
}
