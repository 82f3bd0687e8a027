package mles.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.testkit.jqwik.StoreFrames;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that is killed while it appends: what was acknowledged is there, and there is no gap. This tries the process,
 * not the disk: what the system had taken survives a kill in any mode. {@code -Dmles.kills=200} makes a long run of it.
 */
class CrashTest {
    private static final int KILLS = Integer.getInteger("mles.kills", 4);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"always", "interval"})
    void killed(String sync) throws Exception {
        Random random = new Random();
        long[] acked = new long[CrashWriter.CHANNELS];
        for (int kill = 0; kill < KILLS; kill++) {
            run(sync, acked, 1 + random.nextInt(2000));
            check(acked);
        }
        assertTrue(acked[0] > 0, "something was stored");
    }

    private void run(String sync, long[] acked, int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", classPath(), CrashWriter.class.getName(), folder.toString(), sync)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = process.inputReader()) {
            for (int i = 0; i < lines; i++) {
                note(out.readLine(), acked);
            }
            assertLockedWithoutItsLockFile(process);
            // Through its handle: the process itself would close what it has said.
            process.toHandle().destroyForcibly();
            // What it said before it died counts as well; a last line may be cut.
            List<String> rest = new ArrayList<>(out.lines().toList());
            if (!rest.isEmpty()) {
                rest.removeLast();
            }
            rest.forEach(line -> note(line, acked));
        }
        process.waitFor();
    }

    private void assertLockedWithoutItsLockFile(Process process) throws IOException {
        Files.delete(folder.resolve("lock"));
        IOException e = assertThrows(IOException.class, () -> CrashWriter.store(folder, HistorySync.NONE, false));
        assertEquals(folder + ": another server uses it", e.getMessage());
        assertTrue(process.isAlive());
    }

    private static void note(String line, long[] acked) {
        String[] words = line.split(" ", -1);
        acked[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
    }

    private void check(long[] acked) throws Exception {
        try (HistoryStore store = CrashWriter.store(folder, HistorySync.NONE, false)) {
            for (int i = 0; i < acked.length; i++) {
                List<Long> seen = new ArrayList<>();
                try (ChannelHistory history = store.open(new ChannelName("c" + i), CrashWriter.KEEP)) {
                    history.load((frame, time) -> seen.add(CrashWriter.number(StoreFrames.bytes(frame))));
                }
                long first = seen.isEmpty() ? 0 : seen.getFirst();
                for (int at = 0; at < seen.size(); at++) {
                    assertEquals(first + at, seen.get(at), "a run without a gap");
                }
                long last = seen.isEmpty() ? -1 : seen.getLast();
                assertTrue(last >= acked[i] || acked[i] == 0, "acknowledged " + acked[i] + ", there is " + last);
                assertTrue(seen.size() <= CrashWriter.KEEP.maxFrames());
                assertTrue(first == 0 || seen.size() == CrashWriter.KEEP.maxFrames() || bytesAreFull(seen.size()),
                        seen.size() + " from " + first + " on");
            }
        }
    }

    /** Messages are of 1500 bytes on average: many fewer than would be kept means that some are lost. */
    private static boolean bytesAreFull(int frames) {
        return frames > CrashWriter.KEEP.maxBytes() / 3100;
    }

    private static String classPath() {
        return String.join(File.pathSeparator, System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""), Path.of("target", "test-classes").toString(),
                Path.of("target", "classes").toString());
    }
}
