package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mles.dist.console.Console;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "server --nonsense", "server --history-limit few", "server --listen",
            "server gopher://upstream.example", "server --history-limit=-1", "pub -m x", "pub -c a", "pub -c a -m x -l",
            "sub",
            "sub -c a --format nonsense", "sub -c a -C 0", "sub -c a -C many", "sub -c a -W 0", "sub -c a -W -1",
            "pub -c a -m x -s gopher://a", "keygen --length 4", "bench --subs 0", "bench --size 15",
            "conform --format xml", "conform --patience 0", "bench --channels 2 --pubs 1", "bench --seconds NaN",
            "bench -s ws://a:b", "bench -s ws://a --churn 1",
            "bench --churn=-1", "server --key secret"})
    void usageFaultIsOneLineAndTwo(String arguments) {
        FakeShell console = new FakeShell();
        assertEquals(2, console.execute(arguments.split(" ")), arguments);
        assertEquals(1, console.err().lines().count(), console.err());
        assertTrue(console.err().startsWith("mles"), console.err());
        assertEquals("", console.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server --key-file /no/such/file", "pub -c a -f /no/such/file", "sub -c a --key-file /"})
    void faultIsOneLineAndOne(String arguments) {
        FakeShell console = new FakeShell();
        assertEquals(1, console.execute(arguments.split(" ")), arguments);
        assertEquals(1, console.err().lines().count(), console.err());
        assertEquals("", console.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "pub", "sub", "chat", "bench", "history", "conform", "check-config",
            "health", "plugins",
            "keygen", "completion", "man-pages"})
    void eachCommandHasHelp(String command) {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute(command, "--help"));
        assertTrue(console.out().startsWith("Usage: mles " + command), console.out());
        assertEquals("", console.err());
    }

    @Test
    void commandAloneListsItsCommands() {
        FakeShell console = new FakeShell();
        assertEquals(2, console.execute());
        assertTrue(console.err().contains("\n  sub "), console.err());
        assertEquals("", console.out());
    }

    @Test
    void helpIsACommandToo() {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute("help", "sub"));
        assertTrue(console.out().startsWith("Usage: mles sub "), console.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"subscribe -c a|unknown command subscribe; the nearest is sub",
            "serve|unknown command serve; the nearest is server", "xyzzy|unknown command xyzzy",
            "server --window=1MiB|--window is the former name of --delivery-window",
            "sub --window 1|unknown option --window",
            "sub --chanel a|unknown option --chanel; the nearest is --channel",
            "server --history-limt=5|unknown option --history-limt; the nearest is --history-limit",
            "sub --chanel=a|unknown option --chanel; the nearest is --channel", "keygen now|unexpected argument now",
            "history lst|unknown command lst; the nearest is list",
            "sub -c a -W abc|Invalid value for option '--wait': expected a number, was abc",
            "bench --subs few|Invalid value for option '--subs': expected a number, was few"})
    void messageNamesWhatIsNearest(String arguments, String message) {
        FakeShell console = new FakeShell();
        assertEquals(2, console.execute(arguments.split(" ")));
        assertTrue(console.err().contains(": " + message + "; see mles"), console.err());
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("no space left on device");
            }
        }, false, StandardCharsets.UTF_8);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(Map.of(), InputStream.nullInputStream(), full, new PrintStream(err, true,
                StandardCharsets.UTF_8), false, false);
        assertEquals(1, Commands.of(console, "--help").execute("--help"));
        assertEquals("mles: standard output cannot be written\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void keysAreFreshAndOf256Bits() {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute("keygen"));
        assertEquals(0, console.execute("keygen"));
        List<String> keys = console.out().lines().toList();
        assertTrue(keys.get(0).matches("[0-9a-f]{64}"), keys.get(0));
        assertNotEquals(keys.get(0), keys.get(1));
    }

    @Test
    void completionKnowsCommandsAndSettings() {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute("completion"));
        assertTrue(console.out().contains("complete -F _complete_mles"), console.out());
        assertTrue(console.out().contains("--history-limit"), console.out());
    }
}
