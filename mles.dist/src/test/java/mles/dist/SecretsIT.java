package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mles.dist.ImageProcess.Result;
import mles.protocol.ConnectionKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a server is asked and told: what is secret is in nothing that it says. */
@Timeout(120)
class SecretsIT {
    private static final String SHARED = "figs-and-dates";
    private static final String ADDRESS = "walnuts-and-almonds";
    private static final String RING = "oranges-and-lemons";
    private static final String RING_FILE = "sensors.key = " + RING
            + "\nsensors.channels = *\nsensors.rights = publish\nsensors.from = always\nsensors.until = never\n";
    private static final String BROWSERS = "apples-and-pears";
    private static final String OPERATORS = "plums-and-cherries";
    private static final String PAYLOAD = "what-they-said";
    private static final Map<String, String> SECRETS = Map.of("MLES_KEY", SHARED, "MLES_ADDR_KEY", ADDRESS,
            "MLES_WS_TOKEN", BROWSERS, "MLES_ADMIN_TOKEN", OPERATORS);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void nothingSecretIsSaid() throws Exception {
        Path ring = Files.writeString(folder.resolve("ring"), RING_FILE);
        String[] options = {"--keyring", ring.toString(), "--ws-auth", "token", "--listen", "tcp://127.0.0.1:0",
                "--listen", "ws://127.0.0.1:0", "--admin", "127.0.0.1:0"};
        StringBuilder said = new StringBuilder();
        try (ImageProcess server = ImageProcess.start(SECRETS, with(options, "server", "--log-level", "debug"))) {
            String address = server.line().replace("mles: listening on ", "");
            String browsers = server.line().replace("mles: listening on ", "");
            URI admin = URI.create(server.line().replace("mles: listening on ", ""));
            for (String key : List.of(SHARED, RING, "another-key-altogether")) {
                add(said, publish(address, key));
            }
            add(said, ImageProcess.run(Map.of("MLES_KEY", SHARED), "sub", "-s", address, "-c", "lab", "-C", "1", "-W",
                    "10s", "--format", "raw"));
            URI web = URI.create(browsers.replace("ws", "http"));
            said.append(Http.get(web.resolve("/nothing"), "Authorization", "Bearer " + BROWSERS));
            String ticket = Http.ask("POST", web.resolve("/tickets"), "Authorization", "Bearer " + BROWSERS).body()
                    .replaceFirst("\\{\"ticket\":\"(.+?)\".*\n?", "$1");
            Http.Reply history = Http.get(web.resolve("/channels/lab?follow=0&ticket=" + ticket));
            assertEquals(200, history.status(), history.body());
            for (String secret : List.of(BROWSERS, RING, "another-key-altogether")) {
                said.append(
                        Http.get(web.resolve("/channels/lab?follow=0"), "Authorization", "Bearer " + secret).type());
                said.append(Http.ask("POST", web.resolve("/tickets"), "Authorization", "Bearer " + secret).type());
                said.append(Http.get(web.resolve("/channels/lab?follow=0&ticket=" + secret)));
            }
            for (String page : List.of("/metrics", "/channels", "/livez", "/readyz", "/", "/nothing", "/api/status",
                    "/api/channels", "/api/channel?channel=lab", "/api/messages?channel=lab", "/api/config",
                    "/api/actions")) {
                said.append(Http.get(admin.resolve(page), "Authorization", "Bearer " + OPERATORS));
            }
            Files.writeString(ring, RING_FILE.replace("publish", "fly"));
            Await.until("the ring is refused", () -> server.log().contains("keyring-reload-failed"));
            server.signal("HUP");
            Await.until("all is refused", () -> server.log().contains("config-reload-failed"));
            server.signal("TERM");
            Result end = server.end();
            assertEquals(0, end.exit());
            assertTrue(
                    end.err().contains(
                            "short-key: a key below 16 characters can be found from one frame, key=the shared key"),
                    end.err());
            assertFalse(end.err().contains(PAYLOAD), "a message in the log");
            assertFalse(end.err().contains(ticket), "a ticket in the log");
            add(said, end);
        }
        add(said, ImageProcess.run(SECRETS, with(options, "check-config")));
        Files.writeString(ring, RING_FILE);
        add(said, ImageProcess.run(SECRETS, with(options, "check-config")));
        add(said, ImageProcess.run(SECRETS, with(options, "server", "--key-file", folder.resolve("none").toString())));
        long hash = ConnectionKey.of(SHARED, "alice", "lab");
        for (String secret : List.of(SHARED, ADDRESS, RING, BROWSERS, OPERATORS, Long.toHexString(hash),
                Long.toString(hash))) {
            assertFalse(said.toString().contains(secret), () -> secret + " in " + said);
        }
    }

    private static Result publish(String address, String key) throws Exception {
        return ImageProcess.run(Map.of("MLES_KEY", key), "pub", "-s", address, "-u", "alice", "-c", "lab", "-m",
                PAYLOAD);
    }

    private static String[] with(String[] options, String... before) {
        return Stream.concat(Stream.of(before), Stream.of(options)).toArray(String[]::new);
    }

    private static void add(StringBuilder said, Result result) {
        said.append(result.out()).append(result.err());
    }
}
