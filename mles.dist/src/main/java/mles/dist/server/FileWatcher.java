package mles.dist.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks every second whether files say something else than before, and believes what two looks agree on. It compares what they say: a file may be replaced by a
 * link to another folder, within the same second, or with an old date.
 */
final class FileWatcher implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("files").unstarted(task));
    private final List<Path> files;
    private final Runnable changed;
    private List<byte @Nullable []> before;
    private List<byte @Nullable []> last;

    /** @param changed is told, on a thread of this object, and not again before they change once more */
    FileWatcher(List<Path> files, Runnable changed) {
        this.files = List.copyOf(files);
        this.changed = changed;
        this.before = contents();
        this.last = before;
    }

    void start() {
        if (!files.isEmpty()) {
            clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
    }

    void look() {
        List<byte @Nullable []> now = contents();
        boolean rests = same(last, now);
        last = now;
        if (rests && !same(before, now)) {
            before = now;
            changed.run();
        }
    }

    private static boolean same(List<byte @Nullable []> some, List<byte @Nullable []> others) {
        return Arrays.deepEquals(some.toArray(), others.toArray());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private List<byte @Nullable []> contents() {
        return Arrays.asList(files.stream().map(FileWatcher::content).toArray(byte[][]::new));
    }

    private static byte @Nullable [] content(Path file) {
        try {
            // A pipe has said once what it says.
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            return null; // the next reader reports it
        }
    }
}
