package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listener for operators in the image. */
@Timeout(60)
class AdminIT {
    private static final int MOST = 64;
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itsLineComesLastAndTheTokenIsFromAFile() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "figs\n");
        try (ImageProcess server = ImageProcess.start(Map.of("MLES_ADMIN", "127.0.0.1:0"), "server", "--listen",
                "tcp://127.0.0.1:0", "--admin-token-file", token.toString())) {
            assertTrue(server.line().startsWith("mles: listening on tcp://"));
            URI metrics = URI.create(admin(server.line()) + "/metrics");
            assertEquals(401, Http.get(metrics).status());
            Http.Reply reply = Http.get(metrics, "Authorization", "Bearer figs");
            assertTrue(reply.body().contains("mles_build_info{version=\"1."), reply.body());
            server.signal("TERM");
            ImageProcess.Result end = server.end();
            assertEquals(0, end.exit());
            assertFalse(end.err().contains("figs"), end.err());
        }
    }

    @Test
    void healthIsACommandForProbes() throws Exception {
        String address;
        try (ImageProcess server = ImageProcess.start(Map.of(), "server", "--listen", "tcp://127.0.0.1:0", "--admin",
                "127.0.0.1:0")) {
            server.line();
            address = admin(server.line()).substring("http://".length());
            ImageProcess.Result good = ImageProcess.run(Map.of("MLES_ADMIN", address), "health");
            assertEquals(0, good.exit(), good.err());
            assertEquals("ready: http://" + address + "/readyz\n", good.out());
            server.signal("TERM");
            assertEquals(0, server.end().exit());
        }
        ImageProcess.Result gone = ImageProcess.run("health", "--live", "--admin", address);
        assertEquals(1, gone.exit());
        assertEquals("mles health: no answer: http://" + address + "/livez: Connection refused\n", gone.err());
        assertEquals(2, ImageProcess.run("health").exit());
    }

    @Test
    void thoseWhoAskTakeOnlySoManyConnections() throws Exception {
        List<Socket> asking = new ArrayList<>();
        try (ImageProcess server = ImageProcess.start(Map.of(), "server", "--listen", "tcp://127.0.0.1:0", "--admin",
                "127.0.0.1:0")) {
            server.line();
            URI admin = URI.create(admin(server.line()));
            for (int i = 0; i < MOST; i++) {
                asking.add(new Socket(admin.getHost(), admin.getPort()));
            }
            Await.until("there is no room for more", () -> isTurnedAway(admin));
            asking.removeLast().close();
            Await.until("there is room again", () -> !isTurnedAway(admin));
        } finally {
            for (Socket socket : asking) {
                socket.close();
            }
        }
    }

    private static boolean isTurnedAway(URI admin) {
        try (Socket socket = new Socket(admin.getHost(), admin.getPort())) {
            socket.setSoTimeout((int) Await.DEADLINE.toMillis());
            socket.getOutputStream().write("GET /livez HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String admin(String line) {
        assertTrue(line.matches("mles: listening on http://127\\.0\\.0\\.1:[1-9]\\d*"), line);
        return line.substring(line.indexOf("http"));
    }
}
