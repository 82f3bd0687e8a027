package mles.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mles.server.metrics.Histogram;
import mles.server.spi.ServerEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopMonitorTest {
    private final EventLoop loop = new DefaultEventLoop();
    private final CompletableFuture<Duration> told = new CompletableFuture<>();
    private final EventLoopMonitor delays = new EventLoopMonitor(List.of(loop), new ServerEvents() {
        @Override
        public void slowTurn(Duration took) {
            told.complete(took);
        }
    });

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void aTurnThatTakesLongIsSeenWhileItLastsAndCountedWhenItEnds() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        loop.execute(() -> await(hold));
        Duration seen = delays.overdue();
        while (seen.toMillis() < 200) {
            Thread.onSpinWait();
            seen = delays.overdue();
        }
        hold.countDown();
        assertTrue(told.get().toMillis() >= 100);
        assertTrue(delays.delays().sum() > 0.1);
        assertEquals(Histogram.BOUNDS.size() + 1, delays.delays().counts().size());
        assertTrue(delays.delays().counts().subList(6, 12).stream().mapToLong(count -> count).sum() > 0, "over 0.1 s");
    }

    private static void await(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
