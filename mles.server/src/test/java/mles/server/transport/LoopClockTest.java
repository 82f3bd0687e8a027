package mles.server.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopClockTest {
    private static final long START = Long.MAX_VALUE - 1000;
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);

    private long now = START;
    private final LoopClock clock = new LoopClock(() -> now);

    @Test
    void turnsCount() {
        for (int i = 1; i <= 40; i++) {
            now += TICK;
            assertEquals(START + i * TICK, clock.nanoTime());
        }
    }

    @Test
    void openChannelGetsItsSeconds() {
        AtomicInteger ended = new AtomicInteger();
        EmbeddedChannel open = new EmbeddedChannel();
        open.freezeTime();
        LoopClock.ifOpenAfter(open, 5, ended::incrementAndGet);
        pass(open, 40);
        for (int i = 0; i < 3; i++) {
            pass(open, 1);
        }
        assertEquals(0, ended.get());
        pass(open, 1);
        assertEquals(1, ended.get());
        LoopClock.ifOpenAfter(open, 1, ended::incrementAndGet);
        open.close();
        pass(open, 1);
        assertEquals(1, ended.get());
    }

    private static void pass(EmbeddedChannel channel, int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void aProcessThatStoodStillIsLittleOlder() {
        now += TICK;
        clock.nanoTime();
        now += TimeUnit.SECONDS.toNanos(40);
        assertEquals(START + 3 * TICK, clock.nanoTime());
        assertEquals(START + 3 * TICK, clock.nanoTime());
        now += TICK;
        assertEquals(START + 4 * TICK, clock.nanoTime());
    }
}
