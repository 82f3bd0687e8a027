package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A front end in a plugin: its scheme and its settings are as those of the image. */
class FrontEndPluginTest {
    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void write() throws IOException {
        LinePlugin.write(folder.resolve("plugins"));
    }

    @Test
    void itsSchemeIsListed() {
        FakeShell shell = new FakeShell();
        assertEquals(0, shell.execute("plugins", "--plugins", plugins()), shell.err());
        assertTrue(shell.out().lines().anyMatch(line -> line.matches("listen +line +- +ready +.*")), shell.out());
    }

    @Test
    void itsSettingsAreOptionsVariablesAndKeysOfFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("server.properties"),
                "plugins = " + plugins() + "\nline-max = 100\n");
        assertChecked("line-max = 100", Map.of(), "--config", file.toString());
        assertChecked("line-max = 101", Map.of("MLES_LINE_MAX", "101", "MLES_CONFIG", file.toString()));
        assertChecked("line-max = 102", Map.of("MLES_LINE_MAX", "101"), "--plugins=" + plugins(), "--line-max", "102");
        assertChecked("# line-max = 4096", Map.of("MLES_PLUGINS", plugins()));
    }

    @Test
    void theyAreInHelp() {
        FakeShell shell = new FakeShell();
        assertEquals(0, shell.execute("server", "--plugins", plugins(), "--help"));
        assertTrue(shell.out().replaceAll("\\s+", " ")
                .contains(
                        "--line-max=VALUE The longest line of text, in bytes: a number from 16 to 65536. Default: 4096."),
                shell.out());
    }

    @Test
    void misspeltOnesAreToldTheNearest() throws IOException {
        assertRefused("unknown option --line-mx; the nearest is --line-max", Map.of(), "--plugins", plugins(),
                "--line-mx", "7");
        assertRefused("MLES_LINE_MX is not a setting; the nearest is MLES_LINE_MAX",
                Map.of("MLES_LINE_MX", "7", "MLES_PLUGINS", plugins()));
        Path file = Files.writeString(folder.resolve("bad.properties"), "line-mx = 7\n");
        assertRefused("line-mx is not a setting; the nearest is line-max", Map.of(), "--plugins", plugins(),
                "--config", file.toString());
    }

    @Test
    void itsRulesForSettingsAreKept() {
        assertRefused("listen: expected line:// on loopback where a key guards the server",
                Map.of("MLES_KEY", "figs and dates and honey"), "--plugins", plugins(), "--listen", "line://0.0.0.0:0");
        assertRefused("line-max: expected a number from 16 to 65536, was 1", Map.of(), "--plugins", plugins(),
                "--line-max",
                "1");
    }

    @Test
    void twoThatBringTheSameSettingAreRefused() throws IOException {
        Path twice = folder.resolve("twice");
        LinePlugin.write(twice);
        Files.createDirectory(twice.resolve("copy"));
        Files.copy(twice.resolve("line/line-1.jar"), twice.resolve("copy/line-1.jar"));
        assertRefused("check-config: plugins: more than one brings the setting line-max\n", Map.of(), "--plugins",
                twice.toString());
    }

    @Test
    void withoutItTheSchemeIsUnknown() {
        assertRefused("scheme: expected http://, https://, tcp://, tls://, ws://, wss://, was 'line://127.0.0.1:0'",
                Map.of(), "--listen",
                "line://127.0.0.1:0");
    }

    private static String plugins() {
        return folder.resolve("plugins").toString();
    }

    private static void assertChecked(String line, Map<String, String> environment, String... arguments) {
        FakeShell shell = new FakeShell(environment, false);
        assertEquals(0, shell.execute(command(arguments)), shell.err());
        assertTrue(shell.out().lines().anyMatch(line::equals), shell.out());
    }

    private static void assertRefused(String message, Map<String, String> environment, String... arguments) {
        FakeShell shell = new FakeShell(environment, false);
        assertEquals(2, shell.execute(command(arguments)));
        assertTrue(shell.err().contains(message), shell.err());
    }

    private static String[] command(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "check-config";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return command;
    }
}
