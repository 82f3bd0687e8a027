package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import mles.server.config.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands that outlive their connection, and one that has several. */
@Timeout(60)
class ReconnectingTest {
    private static final String CHANNEL = "lab";

    private final TestServer server = TestServer.start(Transport.NIO);
    private final CutProxy cable;

    ReconnectingTest() throws Exception {
        cable = new CutProxy(server.address());
    }

    @AfterEach
    void stop() throws Exception {
        cable.close();
        server.close();
    }

    @Test
    void subscriberShowsWhatItMissedAndNothingTwice() {
        FakeShell shell = new FakeShell(environment(), "");
        try (Wire bob = server.join("bob", CHANNEL)) {
            bob.send(Frames.message("bob", CHANNEL, "one"));
            CompletableFuture<Integer> exit = Await
                    .async(() -> shell.execute("sub", "-c", CHANNEL, "-C", "3", "--reconnect"));
            Await.until("the first one", () -> shell.out().equals("bob: one\n"));
            cable.cut();
            bob.send(Frames.message("bob", CHANNEL, "two"));
            Await.until("it is told", () -> shell.err().startsWith("lost: " + CHANNEL + ": "));
            cable.mend();
            Await.until("the second one", () -> shell.out().equals("bob: one\nbob: two\n"));
            bob.send(Frames.message("bob", CHANNEL, "three"));
            assertEquals(0, Await.get(exit), shell.err());
            assertEquals("bob: one\nbob: two\nbob: three\n", shell.out());
            assertTrue(shell.err().endsWith("connected again: " + CHANNEL + "\n"), shell.err());
        }
    }

    @Test
    void subscriberWithoutItEndsWithOne() {
        FakeShell shell = new FakeShell(environment(), "");
        try (Wire bob = server.join("bob", CHANNEL)) {
            bob.send(Frames.message("bob", CHANNEL, "one"));
            CompletableFuture<Integer> exit = Await.async(() -> shell.execute("sub", "-c", CHANNEL));
            Await.until("it is in", () -> shell.out().equals("bob: one\n"));
            cable.cut();
            assertEquals(1, Await.get(exit));
        }
        assertTrue(shell.err().startsWith("mles sub: lost: "), shell.err());
    }

    @Test
    void publisherSendsAgainWhatTheChannelLacks() throws Exception {
        PipedOutputStream typed = new PipedOutputStream();
        try (Wire bob = server.join("bob", CHANNEL)) {
            bob.send(Frames.message("bob", CHANNEL, "its replay accepts the publisher"));
            FakeShell shell = new FakeShell(environment(), new PipedInputStream(typed));
            CompletableFuture<Integer> exit = Await
                    .async(() -> shell.execute("pub", "-c", CHANNEL, "-l", "--reconnect"));
            // the first line joins; the second is written once the join counts as accepted: an earlier cut is a refusal
            type(typed, "zero\n");
            type(typed, "one\n");
            assertEquals(List.of("zero", "one"), texts(bob, 2));
            cable.stall();
            type(typed, "two\n");
            cable.cut();
            type(typed, "three\n");
            Await.until("it is told", () -> shell.err().startsWith("lost: " + CHANNEL + ": "));
            cable.mend();
            assertEquals(List.of("two", "three"), texts(bob, 2));
            type(typed, "four\n");
            assertEquals(List.of("four"), texts(bob, 1));
            typed.close();
            assertEquals(0, Await.get(exit), shell.err());
        }
    }

    @Test
    void severalChannelsAreOneStream() {
        FakeShell shell = new FakeShell(environment(), "");
        try (Wire ann = server.join("ann", "a"); Wire bob = server.join("bob", "b")) {
            ann.send(Frames.message("ann", "a", "from a"));
            CompletableFuture<Integer> exit = Await
                    .async(() -> shell.execute("sub", "-c", "a", "-c", "b", "-c", "a", "-C", "2"));
            Await.until("the first one", () -> shell.out().equals("[a] ann: from a\n"));
            assertEquals(4, server.stats().members());
            bob.send(Frames.message("bob", "b", "from b"));
            assertEquals(0, Await.get(exit), shell.err());
            assertEquals("[a] ann: from a\n[b] bob: from b\n", shell.out());
        }
    }

    @Test
    void severalChannelsEndWithTheFirst() {
        FakeShell shell = new FakeShell(environment(), "");
        CompletableFuture<Integer> exit = Await.async(() -> shell.execute("sub", "-c", "a", "-c", "b"));
        Await.until("both are there", () -> server.stats().members() == 2);
        cable.cut();
        assertEquals(1, Await.get(exit));
        assertEquals(1, shell.err().lines().count(), shell.err());
    }

    private Map<String, String> environment() {
        return Map.of("MLES_KEY", Frames.KEY, "MLES_SERVER", "127.0.0.1:" + cable.address().getPort());
    }

    private static void type(PipedOutputStream typed, String line) throws Exception {
        typed.write(line.getBytes(StandardCharsets.UTF_8));
        typed.flush();
    }

    /** {@return the texts of the next messages that are not presence} */
    private static List<String> texts(Wire wire, int count) {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count) {
            String text = wire.nextText();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }
}
