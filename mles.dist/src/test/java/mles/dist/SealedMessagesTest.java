package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mles.client.Backoff;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Seal;
import mles.client.Sealing;
import mles.client.Session;
import mles.protocol.Message;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealed messages of the Java client and of commands, read by each other, and what is said of those that cannot be opened. */
class SealedMessagesTest {
    private static final String SECRET = "figs and dates";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientsReadEachOther(boolean reconnect) throws InterruptedException {
        try (TestServer server = TestServer.start(Transport.NIO);
                Session bob = client(server, SECRET, reconnect).join("bob", "lab");
                Session eve = client(server, "another", reconnect).join("eve", "lab");
                Session ann = client(server, SECRET, reconnect).join("ann", "lab",
                        "first".getBytes(StandardCharsets.UTF_8))) {
            ann.send("second");
            ann.send("third".getBytes(StandardCharsets.UTF_8), 7);
            for (String text : List.of("first", "second", "third")) {
                Received read = content(bob);
                assertEquals(text, read.text());
                assertEquals(Sealing.OPENED, read.sealing());
                assertTrue(Seal.isSealed(Message.decode(read.frame().payload()).payload()));
                assertEquals(Sealing.UNREADABLE, content(eve).sealing());
            }
        }
    }

    @Test
    void commandsReadClientsAndEachOther() {
        try (TestServer server = TestServer.start(Transport.NIO)) {
            assertEquals(0, command(SECRET).execute("pub", "-s", address(server), "-u", "ann", "-c", "lab",
                    "-m", "by command"));
            assertEquals(0, command("").execute("pub", "-s", address(server), "-u", "bob", "-c", "lab",
                    "-m", "in the clear"));
            try (Session eve = client(server, "another", false).join("eve", "lab")) {
                eve.send("of others");
                FakeShell sub = command(SECRET);
                assertEquals(0, sub.execute("sub", "-s", address(server), "-c", "lab", "-C", "3"));
                assertEquals("ann: by command\nbob: [not sealed] in the clear\neve: [sealed, cannot be opened]\n",
                        sub.out());
            }
        }
    }

    private static FakeShell command(String secret) {
        return new FakeShell(Map.of("MLES_KEY", Frames.KEY, "MLES_SECRET", secret), "");
    }

    private static String address(TestServer server) {
        return "127.0.0.1:" + server.address().getPort();
    }

    private static MlesClient client(TestServer server, String secret, boolean reconnect) {
        MlesClient.Builder client = server.client().secret(secret);
        return (reconnect ? client.reconnect(Backoff.standard()) : client)
                .build();
    }

    private static Received content(Session session) throws InterruptedException {
        while (true) {
            Received next = session.receive(Duration.ofSeconds(30)).orElseThrow();
            if (!next.isEmpty()) {
                return next;
            }
        }
    }
}
