package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mles.server.memory.MemoryBudget;
import org.junit.jupiter.api.Test;

class ChannelLogTest {
    private static final int LARGEST = 256 * 1024;
    private static final int LARGEST_IN_BURST = 1024 * 1024;
    private static final long SLOW = 100_000_000;

    private final CountingAllocator allocator = new CountingAllocator();
    private final MemoryBudget budget = new MemoryBudget(1L << 30);
    private long now;
    private final ChannelLog log = new ChannelLog(allocator, budget, () -> now);
    private final TestFrames frames = new TestFrames();

    @Test
    void anEmptyLogTakesNothing() {
        assertNull(log.first());
        assertEquals(0, log.head());
        assertEquals(0, budget.used());
    }

    @Test
    void framesNeverSpanSegments() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            all.add(frames.ofSize(17 + i * 7 % 900));
        }
        append(all.toArray(byte[][]::new));
        assertEquals(2000, log.headFrame());
        assertFrames(all);
        assertNotNull(first().next(), "one segment is not enough for this");
        for (FrameIterator iterator = new FrameIterator(log); iterator.next();) {
            Segment next = iterator.segment().next();
            assertTrue(next == null || iterator.position() + iterator.size() <= next.start());
        }
    }

    @Test
    void theFirstSegmentIsExactOrSmall() {
        append(frames.ofSize(20));
        assertEquals(64, first().capacity());
        ChannelLog other = new ChannelLog(allocator, budget, () -> now);
        other.append(TestFrames.buffer(frames.ofSize(5000)), 0, 5000, 1);
        assertEquals(5000, Objects.requireNonNull(other.first()).capacity());
    }

    @Test
    void segmentsGrowInABurst() {
        for (int i = 0; i < 12_000; i++) {
            append(frames.ofSize(200));
        }
        assertEquals(LARGEST_IN_BURST, log.last().capacity());
    }

    @Test
    void segmentsOfASlowChannelAreSmallBesideWhatIsKept() {
        for (int i = 0; i < 5000; i++) {
            now += SLOW;
            append(frames.ofSize(200));
            if (i >= 100) {
                log.dropFirst();
            }
        }
        assertTrue(log.capacity() < 100 * 200 * 3 / 2, "for 20,000 bytes it takes " + log.capacity());
    }

    @Test
    void segmentsOfASlowChannelGrowToTheLargest() {
        for (int i = 0; i < 10_000; i++) {
            now += SLOW;
            append(frames.ofSize(200));
        }
        assertEquals(LARGEST, log.last().capacity());
    }

    @Test
    void anOversizeFrameHasASegmentOfItsOwn() {
        byte[] before = frames.ofSize(50);
        byte[] large = frames.ofSize(LARGEST + 1);
        byte[] after = frames.ofSize(50);
        append(before, large, after);
        Segment single = Objects.requireNonNull(first().next());
        assertTrue(single.isSingle());
        assertEquals(LARGEST + 1, single.capacity());
        assertEquals(50, single.start());
        assertEquals(50 + LARGEST + 1, log.last().start());
        assertFrames(List.of(before, large, after));
    }

    @Test
    void aFrameOfTheLargestSegmentIsNoneOversize() {
        append(frames.ofSize(LARGEST));
        assertEquals(false, first().isSingle());
        assertEquals(0, first().room());
    }

    @Test
    void theStartMovesFrameByFrame() {
        byte[] second = frames.ofSize(30);
        append(frames.ofSize(20), second);
        log.dropFirst();
        assertEquals(20, log.start());
        assertEquals(1, log.startFrame());
        assertEquals(30, log.startFrameSize());
        assertFrames(List.of(second));
    }

    @Test
    void memoryComesBackAsTheStartPasses() {
        for (int i = 0; i < 100; i++) {
            append(frames.ofSize(250));
        }
        long all = budget.used();
        for (int i = 0; i < 99; i++) {
            log.dropFirst();
        }
        assertSame(log.last(), log.first());
        assertEquals(log.last().capacity(), budget.used());
        assertTrue(budget.used() < all);
        assertEquals(budget.used(), allocator.used());
    }

    @Test
    void thePartlyFilledSegmentStaysForWhatFollows() {
        append(frames.ofSize(20));
        log.dropAll();
        assertEquals(64, budget.used());
        append(frames.ofSize(20));
        assertEquals(1, allocator.allocations());
    }

    @Test
    void anOversizeSegmentGoesAtOnce() {
        append(frames.ofSize(LARGEST + 1));
        log.dropAll();
        assertNull(log.first());
        assertEquals(0, budget.used());
        byte[] next = frames.ofSize(40);
        append(next);
        assertFrames(List.of(next));
    }

    @Test
    void whatFollowsADroppedSegmentIsFoundAgain() {
        append(frames.ofSize(250));
        log.dropAll();
        byte[] next = frames.ofSize(40);
        append(next);
        assertEquals(250, first().start());
        assertEquals(40, log.startFrameSize());
        log.dropFirst();
        assertEquals(log.head(), log.start());
    }

    @Test
    void oversizeFramesFollowEachOtherOnAnEmptyLog() {
        for (int i = 0; i < 3; i++) {
            append(frames.ofSize(40), frames.ofSize(LARGEST + 5));
            log.dropAll();
        }
        assertEquals(6, log.headFrame());
        log.close();
        assertEquals(0, budget.used());
    }

    @Test
    void whatIsHeldOutlivesTheLog() {
        append(frames.ofSize(250), frames.ofSize(250));
        RetainedSegments held = log.hold();
        log.close();
        assertEquals(budget.used(), allocator.used());
        assertTrue(budget.used() > 0);
        held.releaseAll();
        assertEquals(0, budget.used());
        assertEquals(0, allocator.used());
    }

    @Test
    void theChainLeadsFromOldSegmentsOn() {
        append(frames.ofSize(250));
        Segment old = first();
        append(frames.ofSize(250));
        log.dropFirst();
        assertSame(log.first(), old.next(), "a link stays when its memory is gone");
    }

    @Test
    void aSealedSegmentTakesNoMore() {
        append(frames.ofSize(20));
        Segment sealed = log.last();
        log.seal();
        append(frames.ofSize(20));
        assertEquals(20, log.last().start());
        assertSame(log.last(), sealed.next());
        assertEquals(64 - 20, sealed.room());
    }

    private void append(byte[]... batch) {
        byte[] bytes = TestFrames.join(batch);
        log.append(TestFrames.buffer(bytes), 0, bytes.length, batch.length);
    }

    private Segment first() {
        return Objects.requireNonNull(log.first());
    }

    private void assertFrames(List<byte[]> expected) {
        List<byte[]> kept = new ArrayList<>();
        for (FrameIterator iterator = new FrameIterator(log); iterator.next();) {
            kept.add(TestFrames.bytes(iterator.frame()));
        }
        assertArrayEquals(TestFrames.join(expected), TestFrames.join(kept));
        assertEquals(expected.size(), kept.size());
        assertEquals(expected.size(), log.headFrame() - log.startFrame());
    }
}
