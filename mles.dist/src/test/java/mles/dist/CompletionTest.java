package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The completion scripts in the shells that they are for, as far as these are installed. */
class CompletionTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"bash -n", "zsh -n", "fish --no-execute"})
    void shellAcceptsItsScript(String command) throws Exception {
        String[] words = command.split(" ", -1);
        assertEquals("", run(Tools.orSkip(words[0], words[1], script(words[0]).toString())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"mles ser|server", "mles history sh|show",
            "mles server --history-lim|--history-limit",
            "mles sub --format r|raw", "mles completion z|zsh", "mles sub -c server --json|--json"})
    void fishCompletes(String line, String expected) throws Exception {
        ProcessBuilder fish = Tools.orSkip("fish", "--no-config", "-c", "source " + script("fish")
                + "; complete -C \"$LINE\" | string split -f 1 \\t; true");
        fish.environment().put("LINE", line);
        fish.environment().put("HOME", folder.toString());
        assertEquals(Set.of(expected.split(" ", -1)), run(fish).lines().collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"mles ser|server", "mles history sh|show",
            "mles server --history-lim|--history-limit"})
    void bashCompletes(String line, String expected) throws Exception {
        ProcessBuilder bash = Tools.orSkip("bash", "-c", "source " + script("bash")
                + "; COMP_WORDS=($LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_mles 2>/dev/null; echo \"${COMPREPLY[@]}\"");
        bash.environment().put("LINE", line);
        assertEquals(expected, run(bash).strip());
    }

    /** Zsh completes on a terminal only; here the functions of the script get a stand-in for the one of zsh that shows values. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"_mles_server|*--history-limit=[", "_mles_history_list|*--plugins=[Folder",
            "_mles_sub|:FORMAT:(", "_mles_completion|:SHELL:(bash zsh fish)"})
    void zshOffersOptions(String function, String expected) throws Exception {
        ProcessBuilder zsh = Tools.orSkip("zsh", "-f", "-c",
                "compdef() { :; }; _arguments() { print -l -- \"$@\"; }; source "
                        + script("zsh") + "; " + function);
        String said = run(zsh);
        assertTrue(said.contains(expected), said);
    }

    @Test
    void unknownShellIsAUsageFault() {
        FakeShell shell = new FakeShell();
        assertEquals(2, shell.execute("completion", "csh"));
        assertEquals(1, shell.err().lines().count(), shell.err());
    }

    private Path script(String shell) throws IOException {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute("completion", shell), console.err());
        return Files.writeString(folder.resolve("mles." + shell), console.out());
    }

    private static String run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
