package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine;

/** The manual pages, as they are written and as {@code man} shows them. */
class ManPagesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachCommandHasAPageWithAllItsOptions() throws IOException {
        write();
        List<CommandLine> commands = HelpTextTest.commands();
        assertEquals(commands.stream().map(command -> file(command).getFileName().toString())
                .collect(Collectors.toSet()), names());
        for (CommandLine command : commands) {
            String page = Files.readString(file(command));
            for (ArgSpec argument : command.getCommandSpec().args()) {
                String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
                assertTrue(page.contains("\\f" + (argument.isOption() ? "B" : "I") + Roff.escaped(name) + "\\fR"),
                        name + " in\n" + page);
            }
        }
    }

    @Test
    void noPageTellsOfTheMachineThatMadeIt() throws IOException {
        write();
        String server = Files.readString(folder.resolve("mles-server.1"));
        assertFalse(server.contains("Default: about"), server);
        assertTrue(server.contains("Default: a quarter of the machine or container"), server);
        for (String name : names()) {
            String page = Files.readString(folder.resolve(name));
            assertFalse(page.contains("${") || page.contains("%n") || page.contains("%%"), page);
        }
    }

    @Test
    void manRendersEachPageWithoutAWarning() throws Exception {
        write();
        for (String name : names()) {
            ProcessBuilder man = Tools.orSkip("man", "--warnings", "--local-file", folder.resolve(name).toString());
            man.environment().put("LC_ALL", "C.UTF-8");
            man.environment().put("MANWIDTH", "80");
            Path warnings = folder.resolve("warnings");
            Process process = man.redirectErrorStream(false).redirectError(warnings.toFile()).start();
            String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), name);
            assertEquals("", Files.readString(warnings), name);
            String command = name.replace(".1", "");
            assertTrue(shown.contains("NAME\n       " + command + " - "), shown);
            assertTrue(shown.contains("\nSYNOPSIS\n       mles"), shown);
        }
    }

    @Test
    void textStaysWhatItIs() {
        assertEquals("\\&.a \\e \\-\\-b \\(aqc\\(aq\n", new Roff().text(".a \\ --b 'c'").toString());
        assertEquals("", new Roff().text(" ").toString());
    }

    @Test
    void folderThatCannotBeMadeIsAFault() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        FakeShell shell = new FakeShell();
        assertEquals(1, shell.execute("man-pages", file.toString()));
        assertTrue(shell.err().startsWith("mles man-pages: " + file + ": expected a folder that can be written"),
                shell.err());
    }

    private void write() {
        FakeShell shell = new FakeShell();
        assertEquals(0, shell.execute("man-pages", folder.toString()), shell.err());
    }

    private Path file(CommandLine command) {
        return folder.resolve(command.getCommandSpec().qualifiedName("-") + ".1");
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".1"))
                    .collect(Collectors.toSet());
        }
    }
}
