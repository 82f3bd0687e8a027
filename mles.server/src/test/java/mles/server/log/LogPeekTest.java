package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import mles.server.memory.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPeekTest {
    private static final int FRAMES = 500;

    private final ChannelLog log = new ChannelLog(new CountingAllocator(), new MemoryBudget(1L << 30), () -> 0);
    private final TestFrames frames = new TestFrames();

    @Test
    void anEmptyLogHasNone() {
        assertTrue(LogPeek.first(log).isEmpty());
        assertEquals(List.of(), LogPeek.last(log, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 50, FRAMES - 20, FRAMES})
    void theNewestFramesAreThoseAppendedLast(int most) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            byte[] frame = frames.ofSize(17 + i * 37 % 900);
            all.add(frame);
            log.append(TestFrames.buffer(frame), 0, frame.length, 1);
        }
        for (int i = 0; i < 20; i++) {
            log.dropFirst();
        }
        List<PeekedFrame> newest = LogPeek.last(log, most);
        int count = Math.min(most, FRAMES - 20);
        assertEquals(IntStream.rangeClosed(FRAMES - count + 1, FRAMES).boxed().toList(),
                newest.stream().map(frame -> (int) frame.number()).toList());
        for (PeekedFrame frame : newest) {
            assertSame(all.get((int) frame.number() - 1), frame);
        }
        PeekedFrame first = LogPeek.first(log).orElseThrow();
        assertEquals(21, first.number());
        assertSame(all.get(20), first);
    }

    @Test
    void aLargeFrameIsNotCopied() {
        for (int size : List.of(LogPeek.LARGEST, LogPeek.LARGEST + 1, 1 << 20)) {
            log.append(TestFrames.buffer(frames.ofSize(size)), 0, size, 1);
        }
        assertEquals(List.of(true, false, false),
                LogPeek.last(log, 3).stream().map(frame -> frame.frame() != null).toList());
        assertEquals(1 << 20, LogPeek.last(log, 1).getFirst().size());
    }

    private static void assertSame(byte[] wanted, PeekedFrame seen) {
        assertEquals(wanted.length, seen.size());
        assertEquals(TestFrames.buffer(wanted).nioBuffer(),
                Objects.requireNonNull(seen.frame()).bytes());
    }
}
