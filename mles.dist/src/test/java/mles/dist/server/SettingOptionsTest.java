package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mles.dist.console.Console;
import mles.dist.FakeShell;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine;

class SettingOptionsTest {

    @Test
    void commandLineOverEnvironmentOverFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("server.properties"),
                "history-limit = 5\ndelivery-window = 2MiB\nmax-channels = 3\nchannel.a.history-limit = 1\n");
        ServerConfig config = read(
                Map.of("MLES_HISTORY_LIMIT", "7", "MLES_DELIVERY_WINDOW", "1MiB", "MLES_CONFIG", "" + file),
                "--history-limit", "9");
        assertEquals(9, config.get(Settings.HISTORY_LIMIT));
        assertEquals(1L << 20, config.get(Settings.DELIVERY_WINDOW));
        assertEquals(3, config.get(Settings.MAX_CHANNELS));
        assertEquals(1, config.get(Settings.HISTORY_LIMIT, "a"), "nothing else can say so for some channels");
    }

    @Test
    void commandLineOverEnvironmentOverDefault() {
        ServerConfig config = read(Map.of("MLES_HISTORY_LIMIT", "7", "MLES_DELIVERY_WINDOW", "1MiB"), "--history-limit",
                "9");
        assertEquals(9, config.get(Settings.HISTORY_LIMIT));
        assertEquals(1L << 20, config.get(Settings.DELIVERY_WINDOW));
        assertEquals(Settings.EVENT_LOOPS.defaultValue(), config.get(Settings.EVENT_LOOPS));
        assertFalse(config.isSet(Settings.EVENT_LOOPS));
    }

    @Test
    void listenersKeepTheirOrderAndReplaceTheDefault() {
        List<String> two = List.of("tcp://127.0.0.1:2", "tcp://[::1]:1");
        assertEquals(two, read(Map.of(), "--listen", two.get(0), "--listen=" + two.get(1)).get(Settings.LISTEN));
        assertEquals(two, read(Map.of("MLES_LISTEN", String.join(" ", two))).get(Settings.LISTEN));
    }

    @Test
    void emptyVariableCountsAsUnset() {
        assertFalse(read(Map.of("MLES_HISTORY_LIMIT", "")).isSet(Settings.HISTORY_LIMIT));
    }

    @Test
    void badVariableIsNamed() {
        ConfigException e = assertThrows(ConfigException.class, () -> read(Map.of("MLES_HISTORY_LIMIT", "few")));
        assertTrue(String.valueOf(e.getMessage()).matches("MLES_HISTORY_LIMIT: history-limit: expected .*, was few"),
                e.getMessage());
    }

    @Test
    void eachSettingIsAnOptionWithItsDefaultInHelp() {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute("server", "--help"));
        for (Setting<?> setting : Settings.all()) {
            assertTrue(console.out().contains("--" + setting.name() + "="), setting.name());
        }
        assertTrue(console.out().contains("Default: tcp://[::]:8077"), console.out());
        assertFalse(console.out().contains("${"), console.out());
    }

    @Test
    void optionThatTakesOneValueRefusesTwo() {
        FakeShell console = new FakeShell();
        assertEquals(2, console.execute("server", "--history-limit", "1", "--history-limit", "2"));
        assertEquals(1, console.err().lines().count(), console.err());
    }

    private static ServerConfig read(Map<String, String> environment, String... arguments) {
        CommandSpec spec = CommandSpec.create();
        SettingOptions.add(spec, Settings.all());
        Console console = new FakeShell(environment, false).shell();
        return SettingOptions.read(new CommandLine(spec).parseArgs(arguments), console, Settings.all(),
                ConfigFile.of(environment.get("MLES_CONFIG"), console, Settings.all()))
                .build();
    }
}
