package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mles.dist.ImageProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image with a configuration file, shown and read again. */
@Timeout(120)
class ConfigIT {
    private static final Map<String, String> ENVIRONMENT = Map.of("MLES_KEY", "figs-and-dates", "MLES_DELIVERY_WINDOW",
            "1MiB");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatWouldBeUsedIsShownAndCanBeUsed() throws Exception {
        String file = write("server.properties", "history-limit = 7", "channel.config.*.history-limit = 1",
                "key-file = nowhere");
        write("ring", ordinary("sensors", "oranges"));
        Result shown = ImageProcess.run(ENVIRONMENT, "check-config", "--config", file, "--max-name", "8KiB",
                "--keyring",
                folder.resolve("ring").toString());
        assertEquals(0, shown.exit(), shown.err());
        List<String> lines = shown.out().lines().toList();
        for (String line : List.of("history-limit = 7", "delivery-window = 1MiB", "max-name = 8KiB",
                "channel.config.*.history-limit = 1", "# listen = tcp://[::]:8077", "# shared or address key: set",
                "# key of sensors: set", "# token of browsers: none")) {
            assertTrue(lines.contains(line), () -> line + " is not in " + shown.out());
        }
        assertFalse(shown.out().contains("figs"), "the key");
        assertFalse(shown.out().contains("oranges"), "a key of the ring");

        Result again = ImageProcess.run(Map.of(), "check-config", "--config",
                write("shown.properties", shown.out()));
        assertEquals(0, again.exit(), again.err());
        assertEquals(lines.stream().filter(line -> line.contains(" = ")).toList(),
                again.out().lines().filter(line -> line.contains(" = ")).toList());
    }

    @Test
    void aServerThatWouldNotStartIsOneLineAndTwo() throws Exception {
        Result unknown = ImageProcess.run(ENVIRONMENT, "check-config", "--config",
                write("server.properties", "histroy-limit = 7"));
        assertEquals(2, unknown.exit());
        assertTrue(unknown.err().endsWith("histroy-limit is not a setting; the nearest is history-limit\n"),
                unknown.err());
        Result open = ImageProcess.run(ENVIRONMENT, "check-config", "--listen", "ws://[::]:0");
        assertEquals(2, open.exit());
        assertEquals(1, open.err().lines().count(), open.err());
    }

    @Test
    void atSigHupFilesAreReadAgain() throws Exception {
        String key = write("key", "old");
        String file = write("server.properties", "key-file = " + key, "listen = tcp://127.0.0.1:0", "event-loops = 1");
        try (ImageProcess server = ImageProcess.start(Map.of(), "server", "--config", file)) {
            String address = server.line().replace("mles: listening on ", "");
            assertEquals(0, publish(address, "old"));

            write("key", "new");
            write("server.properties", "key-file = " + key, "event-loops = 2", "listen = tcp://127.0.0.1:0");
            server.signal("HUP");
            Await.until("it is told", () -> server.log().contains("config-reloaded: "));
            assertTrue(
                    server.log()
                            .contains("restart-needed: changed settings apply after a restart, settings=[event-loops]"),
                    server.log());
            assertEquals(1, publish(address, "old"));
            assertEquals(0, publish(address, "new"));

            write("key", "newer");
            write("server.properties", "key-file = " + key, "max-connections = none");
            server.signal("HUP");
            Await.until("it is told", () -> server.log().contains("config-reload-failed: "));
            assertEquals(1, publish(address, "newer"));
            assertEquals(0, publish(address, "new"));
            server.signal("TERM");
            assertEquals(0, server.end().exit());
        }
    }

    @Test
    void aKeyRingInAnotherPlaceIsWatchedThere() throws Exception {
        String old = write("old.ring", ordinary("a", "figs and honey, figs"));
        String next = write("new.ring", ordinary("b", "plums and honey, plums"));
        String file = write("server.properties", "keyring = " + old, "listen = tcp://127.0.0.1:0");
        try (ImageProcess server = ImageProcess.start(Map.of(), "server", "--config", file)) {
            String address = server.line().replace("mles: listening on ", "");
            write("server.properties", "keyring = " + next, "listen = tcp://127.0.0.1:0");
            server.signal("HUP");
            Await.until("it is told", () -> server.log().contains("config-reloaded: "));
            assertEquals(1, publish(address, "figs and honey, figs"));

            write("old.ring", ordinary("a", "figs and honey, figs"), "# changed");
            write("new.ring", ordinary("c", "pears and honey, pears"));
            Await.until("it is told", () -> server.log().contains("keyring-reloaded: "));
            assertEquals(0, publish(address, "pears and honey, pears"));
            assertEquals(1, publish(address, "figs and honey, figs"));
            assertEquals(1, publish(address, "plums and honey, plums"));
            server.signal("TERM");
            assertEquals(0, server.end().exit());
        }
    }

    private static int publish(String address, String key) throws Exception {
        return ImageProcess.run(Map.of("MLES_KEY", key), "pub", "-s", address, "-c", "lab", "-m", "x").exit();
    }

    private static String ordinary(String name, String key) {
        return name + ".key = " + key + "\n" + name + ".channels = *\n" + name + ".rights = publish subscribe\n" + name
                + ".from = always\n" + name + ".until = never";
    }

    private String write(String name, String... lines) throws Exception {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n").toString();
    }
}
