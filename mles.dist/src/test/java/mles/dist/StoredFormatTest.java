package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mles.server.StartException;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stores that programs of their time have written, and what {@code mles history export} of these programs said of them: the
 * promise of docs/compatibility.md. A new format gets a folder more; none is ever written anew.
 */
class StoredFormatTest {
    private static final Path STORES = Path.of("src/test/resources/mles/dist/stores");
    private static final String PRESENT = "format-2";
    private static final String EARLIER = "format-1";

    @TempDir
    private Path folder = Path.of("");
    private Path store = Path.of("");

    @BeforeEach
    void place() {
        store = folder.resolve("store");
    }

    @Test
    void aStoreOfThePresentFormatHasAllThatItHad() throws IOException {
        copy(PRESENT);
        assertEquals(told(PRESENT), export());
    }

    @Test
    void aServerGoesOnInIt() throws IOException {
        copy(PRESENT);
        for (int start = 1; start <= 2; start++) {
            try (TestServer server = start()) {
                server.connect().send(Frames.message("cyd", "orchard", ""),
                        Frames.message("cyd", "orchard", "start " + start)).fin().untilEnd();
            }
        }
        List<String> lines = export().lines().toList();
        List<String> before = told(PRESENT).lines().toList();
        assertEquals(before, lines.subList(0, before.size()));
        assertEquals(4, lines.size() - before.size(), "two frames for each start");
    }

    /** An earlier format and one that comes later, which is a downgrade: told by name, and left alone. */
    @ParameterizedTest
    @CsvSource({"format-1, 1", "format-2, 3"})
    void aStoreOfAnotherFormatIsRefusedAndStaysAsItIs(String name, int format) throws IOException {
        copy(name);
        Files.writeString(store.resolve("format"), "mles history, format " + format + "\n");
        Map<String, String> before = content();
        String problem = store.resolve("format") + ": \"mles history, format " + format
                + "\", this program knows \"mles history, format 2\"";
        String refused = String.valueOf(assertThrows(StartException.class, this::start).getMessage());
        assertTrue(refused.endsWith(problem), refused);
        FakeShell console = new FakeShell();
        assertEquals(1, console.execute("history", "export", "file:" + store));
        assertEquals("mles history export: " + problem + "\n", console.err());
        assertEquals(before, content());
    }

    /** The way from an earlier format: exported by the program that wrote it. */
    @Test
    void whatAnEarlierProgramExportedIsImported() throws IOException {
        FakeShell console = new FakeShell(told(EARLIER));
        assertEquals(0, console.execute("history", "import", "file:" + store), console.err());
        assertEquals(withoutTimes(told(EARLIER)), withoutTimes(export()));
    }

    private TestServer start() {
        return TestServer.start(Transport.AUTO, config -> config.parse(Settings.HISTORY, "file:" + store)
                .parse(Settings.HISTORY_SYNC, "always"));
    }

    private String export() {
        FakeShell console = new FakeShell();
        assertEquals(0, console.execute("history", "export", "file:" + store), console.err());
        return console.out();
    }

    private static String told(String name) throws IOException {
        return Files.readString(STORES.resolve(name + ".jsonl"));
    }

    private static String withoutTimes(String lines) {
        return lines.replaceAll("\"time\":\\d+,", "");
    }

    private void copy(String name) throws IOException {
        Path from = STORES.resolve(name);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, store.resolve(from.relativize(each)));
            }
        }
    }

    /** {@return the files of the store but {@code lock}, which has no bytes, and their bytes} */
    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                if (Files.size(each) > 0) {
                    content.put(store.relativize(each).toString(),
                            new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return content;
    }
}
