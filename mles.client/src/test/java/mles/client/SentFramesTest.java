package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mles.protocol.Frame;
import org.junit.jupiter.api.Test;

class SentFramesTest {
    private final SentFrames log = new SentFrames();

    @Test
    void keepsTheLastHundred() {
        for (int i = 0; i < 130; i++) {
            log.add(Frames.from(Frames.UID, "" + i));
        }
        assertEquals(SentFrames.MOST_FRAMES, log.frames().size());
        assertEquals(Frames.from(Frames.UID, "30"), log.frames().get(0));
    }

    @Test
    void keepsEightMebibytesButAlwaysOne() {
        Frame large = Frames.from(Frames.UID, "x".repeat(3 << 20));
        for (int i = 0; i < 4; i++) {
            log.add(large);
        }
        assertEquals(List.of(large, large), log.frames());
        log.removeLast(1);
        log.add(large);
        assertEquals(List.of(large, large), log.frames());
        Frame huge = Frames.from(Frames.UID, "x".repeat(9 << 20));
        log.add(huge);
        assertEquals(List.of(huge), log.frames());
    }
}
