package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.server.memory.MemoryBudget;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

class HistoryWindowTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final CountingAllocator allocator = new CountingAllocator();
    private final MemoryBudget budget = new MemoryBudget(1L << 30);
    private long now;
    private final ChannelLog log = new ChannelLog(allocator, budget, () -> now);
    private final TestFrames frames = new TestFrames();

    @Test
    void theOldestMessageGoesWhenFull() {
        HistoryWindow history = history(2, 1000, 0);
        byte[] b = frames.ofSize(30);
        byte[] c = frames.ofSize(40);
        append(history, frames.ofSize(20));
        append(history, b);
        append(history, c);
        assertKept(b, c);
    }

    @Test
    void emptyJoinsDoNotCount() {
        HistoryWindow history = history(2, 10_000, 0);
        byte[] a = frames.ofSize(30);
        byte[] b = frames.ofSize(40);
        byte[] j = frames.emptyJoin();
        byte[] k = frames.emptyJoin();
        append(history, a);
        append(history, j, k);
        append(history, b);
        assertKept(a, j, k, b);
    }

    @Test
    void anEvictedMessageTakesTheJoinsBeforeItAlong() {
        HistoryWindow history = history(1, 10_000, 0);
        byte[] b = frames.ofSize(40);
        append(history, frames.emptyJoin());
        append(history, frames.ofSize(30));
        append(history, b);
        assertKept(b);
    }

    @Test
    void bytesLimitAllFrames() {
        HistoryWindow history = history(100, 100, 0);
        byte[] b = frames.ofSize(50);
        byte[] c = frames.ofSize(50);
        append(history, frames.ofSize(50), b);
        append(history, c);
        assertKept(b, c);
        append(history, frames.ofSize(101));
        assertKept();
        assertTrue(history.isEmpty());
    }

    @Test
    void offKeepsNothing() {
        for (HistoryWindow off : List.of(history(0, 100, 0), history(100, 0, 0))) {
            append(off, frames.ofSize(20));
            assertTrue(off.isOff());
            assertTrue(off.isEmpty());
        }
    }

    @Test
    void whatABurstHasLeftIsGivenBack() {
        HistoryWindow history = history(2, 1 << 30, 0);
        for (int i = 0; i < 1000; i++) {
            append(history, frames.ofSize(1000));
        }
        byte[] b = frames.ofSize(300);
        byte[] c = frames.ofSize(400);
        append(history, b, c);
        assertTrue(log.capacity() > 100_000);
        history.tighten();
        assertKept(b, c);
        assertTrue(log.capacity() < 1000, "for 700 bytes it takes " + log.capacity());
        assertEquals(log.capacity(), budget.used());
        byte[] d = frames.ofSize(500);
        append(history, d);
        assertKept(c, d);
    }

    @Test
    void whatFitsStaysWhereItIs() {
        HistoryWindow history = history(100, 1 << 30, 0);
        for (int i = 0; i < 20; i++) {
            append(history, frames.ofSize(1000));
        }
        long allocations = allocator.allocations();
        history.tighten();
        assertEquals(allocations, allocator.allocations());
    }

    @Test
    void clearingGivesBackTheMemoryToo() {
        HistoryWindow history = history(100, 1 << 30, 0);
        for (int i = 0; i < 100; i++) {
            append(history, frames.ofSize(1000));
        }
        assertEquals(budget.used(), history.clearable());
        history.clear();
        assertTrue(budget.used() < 100, "it still takes " + budget.used());
        assertEquals(0, history.clearable());
    }

    @Test
    void framesExpireWithinASecondOfTheirAge() {
        HistoryWindow history = history(100, 1000, 10 * SECOND);
        byte[] b = frames.ofSize(20);
        append(history, frames.ofSize(20));
        now += SECOND;
        append(history, b);
        now += 9 * SECOND;
        history.expire();
        assertEquals(2, log.headFrame() - log.startFrame(), "ten seconds are not more than ten");
        now++;
        history.expire();
        assertKept(b);
        now += SECOND;
        history.expire();
        assertKept();
    }

    @Test
    void aFrameBehindAMarkExpiresThoughNothingFollows() {
        HistoryWindow history = history(100, 1000, 10 * SECOND);
        append(history, frames.ofSize(20));
        now += SECOND / 2;
        byte[] b = frames.ofSize(20);
        append(history, b);
        now += 10 * SECOND;
        history.expire();
        assertEquals(2, log.headFrame() - log.startFrame(), "the second one is ten seconds old");
        now++;
        history.expire();
        assertKept();
    }

    @Test
    void steadyTrafficExpiresToo() {
        HistoryWindow history = history(1000, 100_000, 10 * SECOND);
        for (int i = 0; i < 300; i++) {
            now += SECOND / 10;
            append(history, frames.ofSize(20));
        }
        long kept = log.headFrame() - log.startFrame();
        assertTrue(kept >= 100 && kept <= 111, kept + " frames of the last ten seconds and one");
    }

    @Test
    void clearForgetsCountAndAge() {
        HistoryWindow history = history(2, 1000, SECOND);
        append(history, frames.ofSize(20));
        history.clear();
        byte[] b = frames.ofSize(20);
        byte[] c = frames.ofSize(20);
        append(history, b, c);
        assertKept(b, c);
    }

    @Test
    void moreThanTwiceTheEmptyJoinsIsCrowded() {
        HistoryWindow history = history(2, 10_000, 0);
        append(history, frames.emptyJoin(), frames.emptyJoin(), frames.emptyJoin(), frames.emptyJoin());
        assertFalse(history.isCrowded());
        append(history, frames.emptyJoin());
        assertTrue(history.isCrowded());
    }

    @Test
    void compactionDropsTheOldestEmptyJoinsAndNothingElse() {
        HistoryWindow history = history(2, 1 << 20, 0);
        byte[] a = frames.ofSize(300_000);
        byte[] b = frames.ofSize(30);
        byte[] j = frames.emptyJoin();
        byte[] k = frames.emptyJoin();
        append(history, frames.emptyJoin(), a, frames.emptyJoin(), b, frames.emptyJoin(), j, k);
        long head = log.head();
        history.takeOut(history.crowd(log.head()));
        assertKept(a, b, j, k);
        assertEquals(head, log.head());
        assertFalse(history.isCrowded());
        byte[] c = frames.ofSize(20);
        append(history, c);
        assertKept(b, j, k, c);
    }

    @Test
    void compactionLeavesLaterSegmentsAlone() {
        HistoryWindow history = history(1, 1 << 20, 0);
        byte[] a = frames.ofSize(100);
        byte[] j = frames.emptyJoin();
        append(history, frames.emptyJoin(), frames.emptyJoin(), frames.emptyJoin());
        append(history, j, a);
        Segment last = log.last();
        assertTrue(last.start() > 0);
        history.takeOut(history.crowd(log.head()));
        assertEquals(last, log.last());
        assertKept(j, a);
    }

    @Test
    void compactionMayLeaveNothingBeforeASealedSegmentThatStayedEmpty() {
        HistoryWindow history = history(1, 10_000, 0);
        byte[] last = frames.ofSize(50);
        byte[] join = frames.emptyJoin();
        append(history, frames.emptyJoin(), frames.emptyJoin());
        log.seal();
        append(history, frames.ofSize(100));
        append(history, join);
        history.takeOut(history.crowd(log.head()));
        append(history, last);
        assertKept(join, last);
    }

    @Test
    void whoHoldsTheOldSegmentsReadsThemAndThenTheNewOnes() {
        HistoryWindow history = history(1, 10_000, 0);
        byte[][] old = {frames.emptyJoin(), frames.emptyJoin(), frames.emptyJoin()};
        append(history, old);
        RetainedSegments held = log.hold();
        Segment first = log.last();
        history.takeOut(history.crowd(log.head()));
        append(history, frames.ofSize(20));
        assertArrayEquals(TestFrames.join(old),
                TestFrames.bytes(first.view().slice(0, TestFrames.join(old).length)));
        assertEquals(log.last(), first.next());
        held.releaseAll();
        log.close();
        assertEquals(0, budget.used());
        assertEquals(0, allocator.used());
    }

    @Test
    void ageFollowsFramesThatACompactionMoved() {
        HistoryWindow history = history(1, 10_000, 10 * SECOND);
        byte[] a = frames.ofSize(200);
        byte[] j = frames.emptyJoin();
        append(history, a);
        now += 2 * SECOND;
        append(history, frames.emptyJoin(), frames.emptyJoin());
        now += 2 * SECOND;
        append(history, j);
        history.takeOut(history.crowd(log.head()));
        assertKept(a, j);
        now += 7 * SECOND;
        history.expire();
        assertKept(j);
        now += 4 * SECOND;
        history.expire();
        assertKept();
    }

    private HistoryWindow history(int messages, long bytes, long age) {
        return new HistoryWindow(log, new Retention(messages, bytes, Duration.ofNanos(age)), () -> now,
                new Numbering(null, budget));
    }

    private void append(HistoryWindow history, byte[]... batch) {
        byte[] bytes = TestFrames.join(batch);
        log.append(TestFrames.buffer(bytes), 0, bytes.length, batch.length);
        history.appended(TestFrames.buffer(bytes), 0, bytes.length);
    }

    private void assertKept(byte[]... expected) {
        List<byte[]> kept = new ArrayList<>();
        for (FrameIterator iterator = new FrameIterator(log); iterator.next();) {
            kept.add(TestFrames.bytes(iterator.frame()));
        }
        assertArrayEquals(TestFrames.join(expected), TestFrames.join(kept));
        assertEquals(expected.length, log.headFrame() - log.startFrame());
    }
}
