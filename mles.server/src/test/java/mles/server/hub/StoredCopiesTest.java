package mles.server.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredCopiesTest {
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

    private void store(byte[]... stored) {
        byte[] bytes = TestFrames.join(stored);
        log.append(TestFrames.buffer(bytes), 0, bytes.length, stored.length);
    }

    private void assertFresh(List<byte[]> expected, byte[]... items) {
        List<ByteBuf> fresh = new StoredCopies(log).fresh(TestFrames.buffer(items), items.length);
        assertEquals(expected.stream().map(TestFrames::buffer).toList(), fresh);
    }

    private static byte[] otherKey(byte[] frame) {
        byte[] other = frame.clone();
        other[15] ^= 1;
        return other;
    }
}
