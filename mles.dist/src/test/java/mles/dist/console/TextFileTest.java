package mles.dist.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class TextFileTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    @TempDir
    private Path folder = Path.of("");
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Runnable> meanwhile = new ArrayList<>();
    private Instant now = START;
    private final TextFile reader = new TextFile(() -> now, this::pause, Duration.ofMillis(200));

    @Test
    void fileThatIsOldEnoughIsReadAtOnce() throws IOException {
        assertEquals("a\n", reader.text(written("a\n", START.minusSeconds(1))));
        assertEquals(List.of(), pauses);
    }

    @Test
    void fileThatWasJustWrittenIsLookedAtAgain() throws IOException {
        assertEquals("a\n", reader.text(written("a\n", START.minusMillis(300))));
        assertEquals(List.of(Duration.ofMillis(700)), pauses);
        Path ahead = written("b\n", START.plusSeconds(3600));
        assertEquals("b\n", reader.text(ahead));
        assertEquals(Duration.ofSeconds(1), pauses.getLast());
    }

    @Test
    void fileIsReadWhenItsWriterHasFinished() throws IOException {
        Path file = written("a.key = 1\n", START);
        meanwhile.add(() -> append(file, "a.rights = publish\n"));
        meanwhile.add(() -> append(file, "a.until = never\n"));
        assertEquals("a.key = 1\na.rights = publish\na.until = never\n", reader.text(file));
        assertEquals(3, pauses.size());
    }

    @Test
    void fileThatNeverRestsIsRefused() throws IOException {
        Path file = written("a", START);
        for (int i = 0; i < 20; i++) {
            meanwhile.add(() -> append(file, "a"));
        }
        assertTrue(refusal(file).contains("written all the time"));
        assertEquals(9, pauses.size());
    }

    @Test
    void byteOrderMarkIsDropped() throws IOException {
        assertEquals("key\n", reader.text(written("\uFEFFkey\n", Instant.EPOCH)));
    }

    @Test
    void pipeIsReadOnceAndInTime() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTrue(refusal(pipe).contains("expected its end within"));
        Path another = folder.resolve("another");
        assertEquals(0, new ProcessBuilder("mkfifo", another.toString()).start().waitFor());
        Process writer = new ProcessBuilder("sh", "-c", "echo key >\"$0\"", another.toString()).start();
        assertEquals("key\n", new TextFile(() -> now, this::pause, Duration.ofSeconds(10)).text(another));
        assertTrue(writer.waitFor(10, TimeUnit.SECONDS));
    }

    @Test
    void endlessFileIsRefused() {
        assertTrue(refusal(Path.of("/dev/zero")).contains("at most 1048576 bytes"));
    }

    private String refusal(Path file) {
        return String.valueOf(assertThrows(IOException.class, () -> reader.text(file)).getMessage());
    }

    private Path written(String text, Instant when) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), text);
        return Files.setLastModifiedTime(file, FileTime.from(when));
    }

    private void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.APPEND);
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pause(Duration time) {
        pauses.add(time);
        now = now.plus(time);
        if (!meanwhile.isEmpty()) {
            meanwhile.removeFirst().run();
        }
    }
}
