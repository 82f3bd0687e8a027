package mles.server.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each probe waits for its result, so that a test decides when the next one ends. */
@Timeout(60)
class RelayWatchTest {
    private final BlockingQueue<String> results = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final RelayWatch watch = new RelayWatch("probe", this::probe, new RelayListener() {
        @Override
        public void up() {
            told.add("up");
        }

        @Override
        public void down(String why) {
            told.add("down: " + why);
        }
    });

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void changesAreTold() throws InterruptedException {
        assertTrue(watch.isUp());
        watch.start();
        end("bad");
        assertEquals("down: bad", next());
        assertFalse(watch.isUp());
        end("worse");
        end("");
        assertEquals("up", next());
        assertTrue(watch.isUp());
    }

    @Test
    void lostConnectionIsTold() throws InterruptedException {
        watch.start();
        watch.lost();
        end("");
        assertEquals("down: the connection was lost", next());
        end("");
        assertEquals("up", next());
    }

    @Test
    void whatWasLostBeforeTheStartIsNotTold() throws InterruptedException {
        watch.lost();
        watch.start();
        end("");
        end("bad");
        assertEquals("down: bad", next());
    }

    private void end(String result) {
        results.add(result);
        watch.hurry();
    }

    private String probe() {
        try {
            return results.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private String next() throws InterruptedException {
        String next = told.poll(30, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }
}
