package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import mles.server.ConfigException;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingFileTest {
    private static final String SECRET = "figs";
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
                links.rights = publish, subscribe relay
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

    @ParameterizedTest
    @ValueSource(strings = {"", "a.key=", "a.rights=publish", "a.key=figs and honey\na.rights=read",
            "a.key=figs and honey\na.from=soon", "a.key=figs and honey\na.other=1", "figs and honey",
            "figs.and.honey=x",
            "key=figs and honey",
            "a.key=figs and honey\nb.until=2026-01-01", "a.key=figs and honey\na.channels=,",
            "a.key=figs and honey\na.rights=,", "a.key=figs and honey\\u12"})
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

    private List<NamedKey> read(String text) throws IOException {
        return KeyRingFile.read(Files.writeString(folder.resolve("ring"), text));
    }
}
