package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP on channels that a store has to load first. */
class HttpStoredTest {
    @TempDir
    private Path directory;

    @Test
    void theFirstMessageOfAChannelThatIsLoadedIsTaken() {
        for (int life = 1; life <= 2; life++) {
            try (TestServer server = start(); HttpWire http = new HttpWire(server.browserAddress())) {
                HttpWire.Answer answer = http.ask(HttpWire.post("/channels/garden", "The figs are ripe."));
                assertEquals(200, answer.status(), answer.toString());
                assertTrue(answer.body().endsWith("\"position\":" + life + "}\n"), answer.body());
                assertEquals(0, server.stats().droppedFrames());
            }
        }
    }

    @Test
    void aQuestionForThePositionLeavesNoMember() {
        try (TestServer server = start(); HttpWire http = new HttpWire(server.browserAddress())) {
            HttpWire.Answer answer = http.ask("HEAD /channels/garden HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals(200, answer.status(), answer.toString());
            Await.until("the reader has left", () -> server.stats().members() == 0);
        }
    }

    private TestServer start() {
        return TestServer.start(Transport.NIO, config -> config.parse(Settings.HISTORY, "file:" + directory));
    }
}
