package mles.server.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreWriterTest {
    private static final int FULL = 3;
    private static final int SECONDS = 20;

    private final Letters letters = new Letters();
    private final StoreWriter writer = new StoreWriter("test-writer", letters);

    /** Groups of letters; it records what is done on the thread. */
    private static final class Letters implements StoreWriter.Group {
        private final StringBuilder waiting = new StringBuilder();
        private final List<String> done = new ArrayList<>();
        private final CountDownLatch idles = new CountDownLatch(2);
        private volatile long pause = 1;

        @Override
        public boolean isEmpty() {
            return waiting.isEmpty();
        }

        @Override
        public boolean isFull() {
            return waiting.length() >= FULL;
        }

        @Override
        public void write() {
            if (!waiting.isEmpty()) {
                done.add(waiting.toString());
                waiting.setLength(0);
            }
        }

        @Override
        public long idle() {
            idles.countDown();
            return pause;
        }

        @Override
        public void close() {
            done.add("closed");
        }
    }

    @BeforeEach
    void start() {
        writer.start();
    }

    @AfterEach
    void end() {
        writer.close();
    }

    @Test
    void jobsThatComeMeanwhileAreWrittenTogetherUpToAFullGroup() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        writer.give(() -> {
            begun.countDown();
            await(goOn);
        });
        await(begun);
        "abcde".chars().forEach(letter -> writer.give(() -> letters.waiting.append((char) letter)));
        goOn.countDown();
        writer.close();
        assertEquals(List.of("abc", "de", "closed"), letters.done);
    }

    @Test
    void callComesBehindTheGroupBeforeIt() throws IOException {
        writer.give(() -> letters.waiting.append('a'));
        assertEquals(List.of("a"), writer.call(() -> List.copyOf(letters.done)));
    }

    @Test
    void callTellsWhyItFailed() {
        IOException failure = assertThrows(IOException.class, () -> writer.call(() -> {
            throw new IOException("disk full");
        }));
        assertEquals("disk full", failure.getMessage());
    }

    @Test
    void callIsRefusedOnceItIsClosed() {
        writer.close();
        assertThrows(IOException.class, () -> writer.call(() -> "too late"));
    }

    @Test
    void sleeperWakesForAJobAndForItsOwnTime() throws IOException {
        await(letters.idles);
        letters.pause = TimeUnit.DAYS.toNanos(1);
        assertEquals("awake", writer.call(() -> "awake"));
        assertEquals("again", writer.call(() -> "again"));
    }

    @Test
    void answerThatThrowsEndsNothing() throws IOException {
        writer.give(() -> StoreWriter.answer(new Ack() {
            @Override
            public void stored() {
                throw new IllegalStateException("of the application");
            }

            @Override
            public void failed(Exception cause) {
                throw new AssertionError(cause);
            }
        }, null));
        assertEquals("still here", writer.call(() -> "still here"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
