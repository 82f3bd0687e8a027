package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import mles.server.config.Transport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers say 0 when the server has taken everything and at no other time, however long the way is. */
@Timeout(60)
class TakenTest {
    private static final String CHANNEL = "lab";

    @ParameterizedTest
    @CsvSource({"0, pub", "400, pub", "0, chat", "400, chat"})
    void onlyWhatIsTakenIsSuccess(int delay, String command) throws Exception {
        try (TestServer server = TestServer.start(Transport.NIO);
                Wire bob = server.join("bob", CHANNEL);
                LongCable cable = new LongCable(server.address(), Duration.ofMillis(delay))) {
            assertEquals(new Said(0, ""), say(command, cable.address(), Frames.KEY, "ann"));
            assertEquals("hi", Frames.text(bob.next(command.equals("chat") ? 2 : 1).getLast()).strip());
            for (Said refused : new Said[]{say(command, cable.address(), "another key", "ann"),
                    say(command, cable.address(), Frames.KEY, "bob")}) {
                assertEquals(1, refused.exit(), refused.err());
                assertTrue(refused.err().startsWith("mles " + command + ": refused: "), refused.err());
                assertEquals(1, refused.err().lines().count(), refused.err());
            }
        }
    }

    /** A server that dies, with or without a word, and one that is none, as {@code nc -lk}. */
    @ParameterizedTest
    @CsvSource({"0, 1, refused", "400, 1, refused", "0, 1000000, refused", "400, 1000000, refused"})
    void endIsNotEnough(int delay, int most, String word) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LongCable cable = new LongCable((InetSocketAddress) other.getLocalSocketAddress(),
                        Duration.ofMillis(delay))) {
            Thread.startVirtualThread(() -> take(other, most));
            Said said = say("pub", cable.address(), Frames.KEY, "ann");
            assertEquals(1, said.exit(), said.err());
            assertTrue(said.err().startsWith("mles pub: " + word + ": "), said.err());
        }
    }

    /** A frame that comes in proves that the join was accepted, and no more. */
    @ParameterizedTest
    @ValueSource(ints = {0, 400})
    void historyIsNoReceipt(int delay) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LongCable cable = new LongCable((InetSocketAddress) other.getLocalSocketAddress(),
                        Duration.ofMillis(delay))) {
            Thread.startVirtualThread(() -> {
                try (Socket socket = other.accept()) {
                    socket.getOutputStream().write(Frames.bytes(Frames.message("bob", CHANNEL, "old")));
                    drain(socket, Integer.MAX_VALUE);
                } catch (IOException e) {
                    // the client finds out
                }
            });
            Said said = say("pub", cable.address(), Frames.KEY, "ann");
            assertEquals(1, said.exit(), said.err());
            assertTrue(said.err().startsWith("mles pub: not known: "), said.err());
            assertTrue(said.err().contains("--confirm"), said.err());
        }
    }

    private record Said(int exit, String err) {
    }

    private static Said say(String command, String server, String key, String uid) {
        FakeShell shell = new FakeShell(Map.of("MLES_KEY", key, "MLES_SERVER", server), "hi\n");
        int exit = command.equals("pub")
                ? shell.execute("pub", "-c", CHANNEL, "-u", uid, "-m", "hi")
                : shell.execute("chat", "-c", CHANNEL, "-u", uid);
        return new Said(exit, shell.err());
    }

    private static void take(ServerSocket listener, int most) {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    drain(socket, most);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void drain(Socket socket, int most) throws IOException {
        InputStream in = socket.getInputStream();
        for (int i = 0; i < most && in.read() >= 0; i++) {
            // it takes bytes, and that is all
        }
    }
}
