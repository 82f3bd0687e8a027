package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mles.dist.console.Console;
import mles.dist.console.StandardOutput;
import mles.protocol.Frame;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void looksIntoAStoreThatAServerUses() {
        try (TestServer server = start("one")) {
            publish(server);
            String listed = run(0, "list", store("one")).replaceAll("\\d{4}-[^\"]*Z", "TIME");
            assertEquals("{\"channel\":\"lab\",\"frames\":3,\"messages\":2,\"bytes\":" + bytes()
                    + ",\"oldest\":\"TIME\",\"newest\":\"TIME\"}\n", listed);
            String shown = run(0, "show", store("one"), "lab").replaceAll("\\d{4}-[^\"]*Z", "TIME")
                    .replaceAll("\"cid\":\"[0-9a-f]{8}\"", "CID");
            assertEquals("""
                    {"time":"TIME",CID,"uid":"ann","text":""}
                    {"time":"TIME",CID,"uid":"ann","text":"figs"}
                    {"time":"TIME",CID,"uid":"ann","text":"and honey"}
                    """, shown);
            assertEquals("{\"channel\":\"lab\",\"frames\":3,\"bytes\":" + bytes() + "}\n",
                    run(0, "verify", store("one")));
        }
    }

    @Test
    void bringsHistoryElsewhere() {
        try (TestServer server = start("one")) {
            publish(server);
        }
        String exported = run(0, "export", store("one"));
        assertEquals(exported, run(0, "export", store("one"), "lab"));
        FakeShell missing = new FakeShell();
        assertEquals(1, missing.execute("history", "export", store("one"), "another", "lab"));
        assertEquals(exported, missing.out(), "the others come all the same");
        assertEquals("mles history export: nothing is stored of channel another\n", missing.err());
        FakeShell nothing = new FakeShell();
        assertEquals(1, nothing.execute("history", "show", store("one"), "another"));
        assertEquals("mles history show: nothing is stored of channel another\n", nothing.err());
        FakeShell console = new FakeShell(exported);
        assertEquals(0, console.execute("history", "import", store("two")), console.err());
        assertEquals("stored 3 frames\n", console.err());
        try (TestServer server = start("two"); Wire late = server.join("late", "lab")) {
            assertEquals(frames(), late.next(3));
            assertEquals(1, new FakeShell(exported).execute("history", "import", store("two")), "it is in use");
        }
    }

    @Test
    void whatIsNoExportIsRefusedWithItsLine() {
        assertRefused("line 1: not JSON of an export", "nonsense");
        assertRefused("line 1: no frame", "{\"channel\":\"lab\",\"other\":[1]}");
        assertRefused("line 1: no channel", "{\"frame\":\"TQAAAQAAAAAAAAAAAAAAAAA=\"}");
        assertRefused("line 2: its frame is none: ",
                "{\"channel\":\"lab\",\"frame\":\"TQAAAQAAAAAAAAAAAAAAAAA=\"}\n{\"channel\":\"lab\",\"frame\":\"TQAA\"}");
        assertRefused("line 1: not an object", "[1]");
    }

    @Test
    void tellsWhatIsDamaged() throws IOException {
        try (TestServer server = start("one")) {
            publish(server);
        }
        Path segment = segment("lab");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 1] ^= 1;
        Files.write(segment, bytes);
        String told = run(1, "verify", store("one"));
        assertTrue(told.contains("{\"place\":\"" + segment + "\",\"problem\":\"damaged from byte "), told);
        bytes[11] = 9;
        Files.write(segment, bytes);
        assertEquals("{\"channel\":\"lab\",\"problem\":\"" + segment + ": format 9, this program knows format 2\"}\n",
                run(1, "list", store("one")));
    }

    @Test
    void oneDamagedChannelHidesNoOther() throws IOException {
        try (TestServer server = start("one")) {
            String longName = "a".repeat(300);
            server.connect().send(Frames.message("ann", longName, ""), Frames.message("ann", longName, "figs")).fin()
                    .untilEnd();
            publish(server);
        }
        String good = run(0, "export", store("one"), "lab");
        Path segment = segment("aaa");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[40] ^= 1;
        Files.write(segment, bytes);
        String listed = run(1, "list", store("one"));
        assertTrue(listed.startsWith("{\"channel\":\"lab\",\"frames\":3,"), listed);
        assertTrue(listed.endsWith("{\"problem\":\"" + segment + ": its header is damaged\"}\n"), listed);
        FakeShell console = new FakeShell();
        assertEquals(1, console.execute("history", "export", store("one")));
        assertEquals(good, console.out());
        assertEquals("mles history export: " + segment + ": its header is damaged\n", console.err());
    }

    @Test
    void endsWithoutAWordWhenTheReaderWent() {
        try (TestServer server = start("one")) {
            publish(server);
        }
        assertEquals("", errWithOutput("Broken pipe"));
        assertEquals("mles history export: standard output cannot be written\n",
                errWithOutput("No space left on device"));
    }

    private String errWithOutput(String fault) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(Map.of(), InputStream.nullInputStream(), new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(fault);
            }
        }), new PrintStream(err, true, StandardCharsets.UTF_8), false, false);
        assertEquals(1, Commands.of(console, "history").execute("history", "export", store("one")));
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void storesThatAreNone() {
        assertFault(1, "mles history list: " + folder.resolve("none") + ": no history is stored here", store("none"));
        assertFault(2, "mles history list: history: expected a store, was memory", "memory");
        assertFault(2,
                "mles history list: history: expected one of [file], was tape; a plugin may provide it, see mles plugins",
                "tape:x");
        assertFault(2,
                "mles history list: history: expected one of [file], was hist; a directory is file:hist",
                "hist");
    }

    private void assertRefused(String problem, String input) {
        FakeShell console = new FakeShell(input);
        assertEquals(1, console.execute("history", "import", store("two")));
        assertTrue(console.err().startsWith("mles history import: " + problem), console.err());
        assertEquals(1, console.err().lines().count(), console.err());
    }

    private static void assertFault(int exit, String problem, String store) {
        FakeShell console = new FakeShell();
        assertEquals(exit, console.execute("history", "list", store));
        assertEquals(problem + "\n", console.err());
    }

    private static String run(int exit, String... arguments) {
        FakeShell console = new FakeShell();
        assertEquals(exit,
                console.execute(Stream.concat(Stream.of("history"), Stream.of(arguments)).toArray(String[]::new)),
                console.err());
        return console.out();
    }

    private TestServer start(String name) {
        return TestServer.start(Transport.AUTO,
                config -> config.parse(Settings.HISTORY, store(name)).parse(Settings.HISTORY_SYNC, "none"));
    }

    private String store(String name) {
        return "file:" + folder.resolve(name);
    }

    private Path segment(String channel) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().contains("channels/" + channel) && file.toString().endsWith(".log"))
                    .findFirst().orElseThrow();
        }
    }

    private static void publish(TestServer server) {
        server.connect().send(frames().toArray(Frame[]::new)).fin().untilEnd();
        Await.until("it is stored", () -> server.stats().historyLagBytes() == 0);
    }

    private static List<Frame> frames() {
        return Stream.of("", "figs", "and honey").map(text -> Frames.message("ann", "lab", text)).toList();
    }

    private static int bytes() {
        return frames().stream().mapToInt(Frame::size).sum();
    }
}
