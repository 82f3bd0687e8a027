package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import mles.dist.console.Console;
import mles.dist.FakeShell;
import mles.dist.options.LogLevel;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path folder = Path.of("");
    private final Console console = new FakeShell(Map.of("MLES_CONFIG", "another", "MLES_LOG_LEVEL", "warn"), false)
            .shell();

    @Test
    void aFileCountsLessThanWhatIsGiven() throws IOException {
        ServerConfig.Builder config = ServerConfig.builder().set(Settings.HISTORY_LIMIT, 7);
        file("history-limit = 5", "delivery-window = 1MiB").fill(config);
        assertEquals(7, config.build().get(Settings.HISTORY_LIMIT));
        assertEquals(1 << 20, config.build().get(Settings.DELIVERY_WINDOW));
    }

    @Test
    void theLongestPatternThatMatchesCounts() throws IOException {
        ServerConfig.Builder builder = ServerConfig.builder();
        file("history-limit = 5", "channel.*.history-limit = 50", "channel.config.*.history-limit = 1",
                "channel.config.big.history-limit = 2").fill(builder);
        ServerConfig config = builder.build();
        assertEquals(50, config.get(Settings.HISTORY_LIMIT, "lab"));
        assertEquals(1, config.get(Settings.HISTORY_LIMIT, "config.a"));
        assertEquals(2, config.get(Settings.HISTORY_LIMIT, "config.big"));
        assertEquals(50, config.get(Settings.HISTORY_LIMIT, "configXbig"));
        assertEquals(5, config.get(Settings.HISTORY_LIMIT));
        assertEquals(1, config.toBuilder().build().get(Settings.HISTORY_LIMIT, "config.a"));
    }

    @Test
    void whatIsForTheCommandItselfCountsLessThanTheEnvironment() throws IOException {
        Console under = file("key-file = secret", "log-level = debug").under(console);
        assertEquals("secret", under.variable("MLES_KEY_FILE"));
        assertEquals(LogLevel.WARN, LogLevel.of(null, under));
        assertEquals(LogLevel.DEBUG, LogLevel.of(LogLevel.DEBUG, under));
        Console bad = file("log-level = loud").under(new FakeShell().shell());
        ConfigException e = assertThrows(ConfigException.class, () -> LogLevel.of(null, bad));
        assertEquals("log-level: expected one of [error, warn, info, debug], was loud", e.getMessage());
    }

    @Test
    void whatIsWrongIsOneLineWithTheFile() throws IOException {
        assertRefused("history-limit: expected a number from 0 to 100000000, was few", "history-limit = few");
        assertRefused("key is not a setting", "key = secret");
        assertRefused("window is the former name of delivery-window", "window = 1MiB");
        assertRefused("stalled-pause is the former name of slow-reader-pause", "channel.a.stalled-pause = 1s");
        assertRefused("event-loops: expected a setting of single channels, was", "channel.a.event-loops = 1");
        assertRefused("history-limit: expected a number from 0 to 100000000, was x", "channel.a.history-limit = x");
        assertRefused("line 3: delivery-window: expected a size of", "history-limit = 5\n\ndelivery-window = x");
        ConfigException e = assertThrows(ConfigException.class,
                () -> ConfigFile.of(folder.resolve("none").toString(), console, Settings.all()));
        assertEquals("config: " + folder.resolve("none") + ": no such file", e.getMessage());
    }

    @Test
    void listenersAddUpAndAnythingElseIsGivenOnce() throws IOException {
        ServerConfig.Builder config = ServerConfig.builder();
        file("listen = tcp://127.0.0.1:1", "delivery-window = 1MiB", "listen = tcp://127.0.0.1:2\t").fill(config);
        assertEquals(List.of("tcp://127.0.0.1:1", "tcp://127.0.0.1:2"), config.build().get(Settings.LISTEN));
        ConfigException e = assertThrows(ConfigException.class,
                () -> file("delivery-window = 1MiB", "delivery-window = 2MiB"));
        assertTrue(String.valueOf(e.getMessage()).endsWith("line 2: expected each key once, was in line 1, too"),
                e.getMessage());
    }

    private void assertRefused(String what, String line) throws IOException {
        ServerConfig.Builder config = ServerConfig.builder();
        ConfigFile file = file(line);
        String message = String
                .valueOf(assertThrows(ConfigException.class, () -> file.fill(config)).getMessage());
        String expected = folder.resolve("server.properties") + ": ";
        assertEquals(expected, message.substring(0, expected.length()));
        assertTrue(message.contains(what), message);
    }

    private ConfigFile file(String... lines) throws IOException {
        Path file = folder.resolve("server.properties");
        Files.writeString(file, String.join("\n", lines) + "\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        return ConfigFile.of(file.toString(), console, Settings.all());
    }
}
