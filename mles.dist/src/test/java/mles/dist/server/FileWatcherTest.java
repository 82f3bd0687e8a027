package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mles.dist.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatcherTest {
    private final AtomicInteger told = new AtomicInteger();
    @TempDir
    private Path folder = Path.of("");

    @Test
    void tellsOfEachChangeOnce() throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "a");
        Path two = folder.resolve("two");
        try (FileWatcher watch = new FileWatcher(List.of(one, two), told::incrementAndGet)) {
            assertLooks(watch, 0);
            FileTime before = Files.getLastModifiedTime(one);
            Files.writeString(one, "b");
            Files.setLastModifiedTime(one, before);
            assertLooks(watch, 1);
            assertLooks(watch, 1);
            Files.writeString(two, "it is there now");
            assertLooks(watch, 2);
            Files.delete(one);
            assertLooks(watch, 3);
            Files.createSymbolicLink(one, two);
            assertLooks(watch, 4);
            Files.setLastModifiedTime(two, FileTime.fromMillis(0));
            assertLooks(watch, 4);
        }
    }

    @Test
    void looksByItself() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "a");
        try (FileWatcher watch = new FileWatcher(List.of(file), told::incrementAndGet)) {
            watch.start();
            Files.writeString(file, "b");
            Await.until("it is told", () -> told.get() == 1);
        }
    }

    private void assertLooks(FileWatcher watch, int times) {
        int before = told.get();
        watch.look();
        assertEquals(before, told.get(), "one look is believed");
        watch.look();
        assertEquals(times, told.get());
    }
}
