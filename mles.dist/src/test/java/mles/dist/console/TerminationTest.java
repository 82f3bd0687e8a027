package mles.dist.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TerminationTest {
    private final AtomicInteger exits = new AtomicInteger();
    private final Termination termination = new Termination(exits::incrementAndGet);

    @Test
    void startEndsAtOnce() {
        termination.ask();
        assertEquals(1, exits.get());
    }

    @Test
    void serverThatRunsEndsInGoodOrder() throws InterruptedException {
        termination.running();
        termination.ask();
        termination.await();
        assertEquals(0, exits.get());
    }
}
