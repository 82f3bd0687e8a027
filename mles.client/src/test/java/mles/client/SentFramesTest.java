package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mles.protocol.Frame;
import org.junit.jupiter.api.Test;

class SentFramesTest {
    private final SentFrames sent = new SentFrames();

    @Test
    void keepsTheLastOnes() {
        for (int i = 0; i < SentFrames.MOST_FRAMES; i++) {
            sent.add(Frames.from(Frames.UID, "" + i), i);
        }
        assertEquals(0, sent.snapshot().received());
        assertEquals(false, sent.snapshot().isCut());
        sent.add(Frames.from(Frames.UID, "last"), 0);
        assertEquals(SentFrames.MOST_FRAMES, sent.snapshot().frames().size());
        assertEquals(Frames.from(Frames.UID, "1"), sent.snapshot().frames().getFirst());
        assertEquals(1, sent.snapshot().received());
        assertEquals(true, sent.snapshot().isCut());
        sent.clear();
        assertEquals(new SentFrames.Snapshot(List.of(), 0, false), sent.snapshot());
    }

    @Test
    void keepsEightMebibytesButAlwaysOne() {
        Frame large = Frames.from(Frames.UID, "x".repeat(3 << 20));
        for (int i = 0; i < 4; i++) {
            sent.add(large, 0);
        }
        assertEquals(List.of(large, large), sent.snapshot().frames());
        Frame huge = Frames.from(Frames.UID, "x".repeat(9 << 20));
        sent.add(huge, 0);
        assertEquals(List.of(huge), sent.snapshot().frames());
    }
}
