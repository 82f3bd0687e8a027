package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreAnswer;
import mles.testkit.jqwik.StoreFrames;
import mles.testkit.jqwik.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place of a store: who may use it, what may be there before, and what happens when it is taken away. */
class StoreFolderTest {
    private static final List<byte[]> FRAMES = StoreFrames.messages(3, 100);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void allOfItIsTheOwnersAlone() throws IOException {
        storeWithOneChannel();
        assertEquals(List.of(), openToOthers());
    }

    @Test
    void aStoreThatIsOpenToOthersIsClosed() throws IOException {
        storeWithOneChannel();
        for (Path path : all()) {
            Files.setPosixFilePermissions(path,
                    PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
        }
        try (HistoryStore store = started()) {
            await(() -> openToOthers().isEmpty());
            Stores.assertFrames(FRAMES, Stores.load(store, Stores.LAB, Retention.ALL));
        }
    }

    @Test
    void aFreshVolumeIsNoOtherPlace() throws IOException {
        for (String name : List.of("lost+found", ".snapshot", ".Trash-0")) {
            Files.createDirectories(root().resolve(name).resolve("below"));
        }
        storeWithOneChannel();
    }

    @Test
    void aStoreThatLostItsFormatIsNotTakenForAFreshVolume() throws IOException {
        storeWithOneChannel();
        Files.delete(root().resolve("format"));
        assertEquals(root() + ": not empty, and no history is stored here", problem());
    }

    @Test
    void aReaderInTheSameProcessDoesNotOpenWhatIsLocked() throws IOException {
        try (HistoryStore store = started()) {
            assertEquals(0, store.channels().count());
            Files.writeString(root().resolve("format"), "not read while this process has it locked");
            try (HistoryStore reader = store(true)) {
                reader.start();
            }
        }
        assertTrue(problem().contains("not read while"));
    }

    @Test
    void aStoreThatIsMovedAwayIsNotMadeAgain() throws IOException {
        Path away = folder.resolve("away");
        try (HistoryStore store = started()) {
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Stores.append(lab, FRAMES.subList(0, 1));
                Files.move(root(), away);
                assertTrue(appendFails(lab).contains(root().toString()));
            }
            assertThrows(IOException.class, () -> store.open(Stores.LAB, Retention.ALL));
            assertTrue(Files.notExists(root()));
            Files.move(away, root());
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                Stores.append(lab, FRAMES.subList(1, 3));
            }
        }
        try (HistoryStore store = started()) {
            List<byte[]> seen = Stores.load(store, Stores.LAB, Retention.ALL);
            Stores.assertFrames(FRAMES.subList(1, 3), seen.subList(seen.size() - 2, seen.size()));
        }
    }

    @Test
    void aChannelThatIsDeletedUnderTheServerTakesNothing() throws IOException {
        for (HistorySync sync : List.of(HistorySync.NONE, HistorySync.every(Duration.ofSeconds(1)),
                HistorySync.ALWAYS)) {
            try (HistoryStore store = started(sync)) {
                try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                    Stores.append(lab, FRAMES.subList(0, 1));
                    TestFolders.delete(root().resolve("channels"));
                    assertTrue(appendFails(lab).contains(".log: "));
                }
                try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                    Stores.append(lab, FRAMES);
                }
                Stores.assertFrames(FRAMES, Stores.load(store, Stores.LAB, Retention.ALL));
            }
            TestFolders.delete(root());
        }
    }

    @Test
    void faultsOfWhichJavaNamesTheFileOnlyHaveWords() throws IOException {
        Files.createDirectories(root());
        Path format = Files.createDirectory(root().resolve("lock"));
        assertTrue(problem().startsWith(format + ": "), problem());
        assertEquals("x: access denied", FileFaults.text(new AccessDeniedException("x")));
    }

    private static String appendFails(ChannelHistory history) {
        StoreAnswer answer = new StoreAnswer();
        history.append(StoreFrames.buffer(FRAMES.subList(1, 2)), 1, answer);
        return String.valueOf(answer.awaitFailure().getMessage());
    }

    private void storeWithOneChannel() throws IOException {
        try (HistoryStore store = started();
                ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            Stores.append(lab, FRAMES);
        }
    }

    private String problem() {
        return String.valueOf(assertThrows(IOException.class, this::started).getMessage());
    }

    private List<String> openToOthers() throws IOException {
        return all().stream().filter(path -> {
            try {
                return Files.getPosixFilePermissions(path).stream()
                        .anyMatch(right -> right.compareTo(PosixFilePermission.OWNER_EXECUTE) > 0);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }).map(Path::toString).toList();
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> all = Files.walk(root())) {
            return all.toList();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "not in 30 s");
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private Path root() {
        return folder.resolve("store");
    }

    private HistoryStore started() throws IOException {
        return started(HistorySync.NONE);
    }

    private HistoryStore started(HistorySync sync) throws IOException {
        HistoryStore store = new FileStore(root(), new HistorySettings("", sync, 0, false), InstantSource.system());
        store.start();
        return store;
    }

    private HistoryStore store(boolean readOnly) {
        return new FileStore(root(), new HistorySettings("", HistorySync.NONE, 0, readOnly), InstantSource.system());
    }
}
