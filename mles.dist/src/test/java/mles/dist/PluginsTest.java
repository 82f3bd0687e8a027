package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mles.dist.plugged.Tape;
import mles.dist.plugged.Torn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders with plugins, good ones and all the others. */
class PluginsTest {
    private static final List<String> BUILT_IN = List.of("history file", "listen tcp", "listen tls", "listen ws",
            "listen wss",
            "listen http", "listen https", "peer tcp");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aPluginIsListedBesideWhatIsThereAnyway() {
        PluginJar.write(folder.resolve("a/tape-1.2.jar"), Tape.class);
        List<String> lines = list(0, "--plugins", folder.toString());
        BUILT_IN.forEach(name -> assertTrue(lines.stream().anyMatch(line -> line.startsWith(name + " ")), name));
        assertEquals("history tape 1.2 ready " + folder.resolve("a/tape-1.2.jar"), lines.getLast());
        assertEquals(1 + BUILT_IN.size() + 1, lines.size());
    }

    @Test
    void withoutAFolderThereIsWhatIsBuiltIn() {
        assertEquals(1 + BUILT_IN.size(), list(0).size());
    }

    @Test
    void theFolderMayComeFromTheEnvironment() {
        PluginJar.write(folder.resolve("a/tape-1.2.jar"), Tape.class);
        FakeShell shell = new FakeShell(Map.of("MLES_PLUGINS", folder.toString()), false);
        assertEquals(0, shell.execute("plugins"), shell.err());
        assertTrue(shell.out().contains("tape"), shell.out());
    }

    @Test
    void aFolderThatIsAskedForHasToBeThere() {
        String missing = folder.resolve("none").toString();
        assertFault("mles plugins: plugins: " + missing + ": no such file", "plugins", "--plugins", missing);
    }

    @Test
    void brokenOnesAreToldAndStopNothingElse() throws IOException {
        PluginJar.write(folder.resolve("a/tape-1.2.jar"), Tape.class);
        PluginJar.write(folder.resolve("torn/torn-1.jar"), Torn.class);
        PluginJar.writeEmpty(folder.resolve("hollow/hollow-1.jar"));
        Files.createDirectory(folder.resolve("junk"));
        Files.writeString(folder.resolve("junk/junk.jar"), "not a jar");
        Files.createDirectory(folder.resolve("nothing"));
        PluginJar.write(folder.resolve("loose-1.jar"), Tape.class);
        PluginJar.write(folder.resolve("ours/mles.server-1.jar"), Tape.class);
        Files.writeString(folder.resolve("README"), "not meant as a plugin");
        List<String> lines = list(1, "--plugins", folder.toString());
        assertTrue(lines.contains("history tape 1.2 ready " + folder.resolve("a/tape-1.2.jar")), lines.toString());
        assertBroken(lines, "torn", "the tape is torn");
        assertBroken(lines, "hollow", "nowhere.Tape");
        assertBroken(lines, "junk", "junk.jar");
        assertBroken(lines, "nothing", "provides nothing");
        assertBroken(lines, "loose-1.jar", "not a folder");
        assertBroken(lines, "ours", "has mles.server");
        assertEquals(6, lines.stream().filter(line -> line.contains(" broken ")).count(), lines.toString());
        assertFault("mles history list: history: tape: it is a plugin's class in module tape", "history", "list",
                "--plugins", folder.toString(), "tape:x");
    }

    @Test
    void anUnknownNameIsToldWhatThereIs() {
        PluginJar.write(folder.resolve("a/tape-1.2.jar"), Tape.class);
        PluginJar.write(folder.resolve("torn/torn-1.jar"), Torn.class);
        assertFault(
                "mles history list: history: expected one of [file, tape], was torn; a plugin may provide it, see mles plugins",
                "history", "list", "--plugins", folder.toString(), "torn:x");
    }

    @Test
    void twoOfOneNameAreToldApartByNobody() {
        PluginJar.write(folder.resolve("a/tape-1.2.jar"), Tape.class);
        PluginJar.write(folder.resolve("b/tape-1.3.jar"), Tape.class);
        List<String> lines = list(0, "--plugins", folder.toString());
        assertEquals(2, lines.stream().filter(line -> line.startsWith("history tape 1.") && line.contains(" twice "))
                .count(), lines.toString());
        assertFault(
                "mles history list: history: expected one module that provides tape, was more than one: tape@1.2 tape@1.3",
                "history", "list",
                "--plugins", folder.toString(), "tape:x");
    }

    private static void assertBroken(List<String> lines, String name, String why) {
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("- " + name + " - broken ") && line.contains(why)),
                () -> name + " in " + lines);
    }

    private static void assertFault(String problem, String... arguments) {
        FakeShell shell = new FakeShell();
        assertEquals(2, shell.execute(arguments), shell.err());
        assertEquals(problem + "\n", shell.err());
    }

    private static List<String> list(int exit, String... arguments) {
        FakeShell shell = new FakeShell();
        String[] all = new String[arguments.length + 1];
        all[0] = "plugins";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        assertEquals(exit, shell.execute(all), shell.err());
        return shell.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
    }
}
