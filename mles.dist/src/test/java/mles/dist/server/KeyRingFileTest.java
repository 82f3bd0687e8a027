package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import mles.server.config.ConfigException;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyRingFileTest {
    private static final String SECRET = "figs";
    private static final String ORDINARY = """
            a.key=figs and honey
            a.channels=*
            a.rights=publish
            a.from=always
            a.until=never
            """;
    @TempDir
    private Path folder = Path.of("");

    @Test
    void keysByName() throws IOException {
        List<NamedKey> keys = read("""
                # comments are fine
                sensors.key = figs and honey
                sensors.channels = sensor.*, lab
                sensors.rights = publish
                sensors.from = 2026-01-01
                sensors.until = 2026-12-31T12:00:00Z
                links.key = other
                links.channels = *
                links.rights = publish, subscribe relay
                links.from = always
                links.until = never
                """);
        assertEquals(List.of("links", "sensors"), keys.stream().map(NamedKey::name).toList());
        assertEquals(new Rights(true, true, true), keys.getFirst().rights());
        NamedKey sensors = keys.getLast();
        assertEquals(new Rights(true, false, false), sensors.rights());
        Instant within = Instant.parse("2026-01-01T00:00:00Z");
        assertTrue(sensors.admits("sensor.1", within));
        assertTrue(sensors.admits("lab", Instant.parse("2026-12-31T11:59:59Z")));
        assertFalse(sensors.admits("lab2", within));
        assertFalse(sensors.admits("sensor", within));
        assertFalse(sensors.admits("lab", within.minusNanos(1)));
        assertFalse(sensors.admits("lab", Instant.parse("2026-12-31T12:00:00Z")));
        assertFalse(keys.toString().contains(SECRET), "a key is shown");
    }

    /** Each beginning of a file is refused, or has each of its keys as the whole file has it. */
    @Test
    void halfAFileNeverGrantsMoreThanTheWhole() throws IOException {
        String whole = ORDINARY + ORDINARY.replace("a.", "b.").replace("*", "lab").replace("always", "2026-01-01");
        List<NamedKey> all = read(whole);
        int taken = 0;
        for (int end = 0; end < whole.length(); end++) {
            List<NamedKey> keys;
            try {
                keys = read(whole.substring(0, end));
            } catch (ConfigException e) {
                continue;
            }
            taken++;
            assertEquals(all.getFirst().toString(), keys.getFirst().toString());
            assertEquals(1, keys.size());
        }
        assertEquals(1, taken);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongIsToldWithoutWhatIsSecret(String text) {
        ConfigException e = assertThrows(ConfigException.class, () -> read(text));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("keyring: "), message);
        assertFalse(message.contains(SECRET), message);
    }

    @Test
    void noFile() {
        ConfigException e = assertThrows(ConfigException.class, () -> KeyRingFile.read(folder.resolve("none")));
        assertTrue(String.valueOf(e.getMessage()).endsWith("none: no such file"), e.getMessage());
    }

    static Stream<String> wrong() {
        return Stream.of("", "a.key=\n", "a.rights=publish\n", "figs and honey\n", "figs.and.honey=x\n",
                "key=figs and honey\n", ORDINARY.replace("publish", "read"), ORDINARY.replace("always", "soon"),
                ORDINARY + "a.other=1\n", ORDINARY + "b.until=2026-01-01\n", ORDINARY.replace("*", ","),
                ORDINARY.replace("publish", ","), ORDINARY.replace("honey", "honey\\u12"), ORDINARY.strip(),
                ORDINARY + "a.key=figs and dates\n");
    }

    private List<NamedKey> read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("ring"), text);
        return KeyRingFile.read(Files.setLastModifiedTime(file, FileTime.fromMillis(0)));
    }
}
