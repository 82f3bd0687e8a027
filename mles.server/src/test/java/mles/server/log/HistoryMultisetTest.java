package mles.server.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import mles.server.memory.MemoryBudget;
import org.junit.jupiter.api.Test;

class HistoryMultisetTest {
    private final ChannelLog log = new ChannelLog(new CountingAllocator(), new MemoryBudget(1L << 30), () -> 0);
    private final TestFrames frames = new TestFrames();
    private final byte[] a = frames.ofSize(250);
    private final byte[] b = frames.ofSize(20);

    @Test
    void eachStoredCopyAbsorbsOne() {
        store(a, b, a);
        assertFresh(List.of(a, b), b, a, a, a, b);
    }

    @Test
    void onlyTheFirstIsKnownUnderAnotherKey() {
        store(a, b);
        assertFresh(List.of(otherKey(b)), otherKey(a), otherKey(b));
        assertFresh(List.of(a), otherKey(a), a);
    }

    @Test
    void anItemIsOlderThanAllBehindTheKnownOnesBeforeIt() {
        byte[] c = frames.ofSize(30);
        byte[] d = frames.ofSize(40);
        store(a, b, c);
        ByteBuf in = TestFrames.buffer(frames.emptyJoin(), d, a, d, d, c, d);
        List<HistoryMultiset.Fresh> fresh = new HistoryMultiset(log).fresh(in, 7);
        assertEquals(List.of(1, 1, 2, 1), fresh.stream().map(HistoryMultiset.Fresh::frames).toList());
        assertEquals(List.of(0, 4, 3, 1), fresh.stream().map(run -> run.newer().frames()).toList(), "with the join");
        assertEquals(List.of(true, false, false, true), fresh.stream().map(run -> run.newer().isEmpty()).toList());
    }

    private void store(byte[]... stored) {
        byte[] bytes = TestFrames.join(stored);
        log.append(TestFrames.buffer(bytes), 0, bytes.length, stored.length);
    }

    private void assertFresh(List<byte[]> expected, byte[]... items) {
        ByteBuf in = TestFrames.buffer(items);
        byte[] fresh = TestFrames.join(new HistoryMultiset(log).fresh(in, items.length).stream()
                .map(run -> ByteBufUtil.getBytes(in, run.at(), run.bytes())).toList());
        assertArrayEquals(TestFrames.join(expected), fresh);
    }

    private static byte[] otherKey(byte[] frame) {
        byte[] other = frame.clone();
        other[15] ^= 1;
        return other;
    }
}
