package mles.dist.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.dist.FakeShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyOptionsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void firstLineWithoutItsNewline() throws IOException {
        assertEquals(" two words ", parse("--key-file", file(" two words \nsecond\n")).sharedKey(shell(Map.of())));
        assertEquals("last", parse("--addr-key-file", file("last")).addressKey(shell(Map.of())));
    }

    @Test
    void fileOverVariable() throws IOException {
        Map<String, String> environment = Map.of("MLES_KEY", "variable");
        assertEquals("file", parse("--key-file", file("file")).sharedKey(shell(environment)));
        assertEquals("variable", parse().sharedKey(shell(environment)));
        assertNull(parse().addressKey(shell(environment)));
    }

    @Test
    void emptyVariableMeansNoKeyAndVariableMayNameAFile() throws IOException {
        assertNull(parse().sharedKey(shell(Map.of("MLES_KEY", ""))));
        assertEquals("file", parse().sharedKey(shell(Map.of("MLES_KEY_FILE", file("file\n")))));
    }

    @Test
    void fileWithoutAKeyIsRefused() throws IOException {
        String empty = file("\nsecond");
        CommandException e = assertThrows(CommandException.class,
                () -> parse("--key-file", empty).sharedKey(shell(Map.of())));
        assertEquals("key file " + empty + ": the first line is empty", e.getMessage());
    }

    @Test
    void unreadableFileIsRefused() throws IOException {
        String missing = folder.resolve("missing").toString();
        CommandException e = assertThrows(CommandException.class,
                () -> parse("--key-file", missing).sharedKey(shell(Map.of())));
        assertEquals("key file " + missing + ": no such file", e.getMessage());
        Path binary = Files.write(folder.resolve("binary"), new byte[]{(byte) 0xff, '\n'});
        e = assertThrows(CommandException.class,
                () -> parse("--key-file", binary.toString()).sharedKey(shell(Map.of())));
        assertEquals("key file " + binary + ": not UTF-8", e.getMessage());
    }

    private String file(String content) throws IOException {
        return Files.writeString(folder.resolve("key"), content).toString();
    }

    private static KeyOptions parse(String... arguments) {
        return CommandLine.populateCommand(new KeyOptions(), arguments);
    }

    private static Console shell(Map<String, String> environment) {
        return new FakeShell(environment, false).shell();
    }
}
