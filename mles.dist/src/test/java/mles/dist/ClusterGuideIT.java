package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/cluster.md, run as they stand there. */
@Timeout(180)
class ClusterGuideIT {
    private static final String BEGIN = "<!-- A test runs this block. -->";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aClusterOnOneMachine() throws Exception {
        assumeTrue(run("command -v nats-server").equals(0), "nats-server is not installed here");
        Path image = ImageCopy.withNats(folder);
        String text = Files.readString(Path.of(System.getProperty("mles.readme")).resolveSibling("docs/cluster.md"));
        String[] parts = text.substring(text.indexOf(BEGIN) + BEGIN.length()).split("\n(?=\\S)", 4);
        String start = commands(parts[0], image);
        List<String> talk = commands(parts[1], image).lines().toList();
        assertEquals(2, talk.size(), talk.toString());
        Process cluster = new ProcessBuilder("sh", "-c", start + "wait\n").directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        try {
            Await.until("the servers listen",
                    () -> log().lines().filter(line -> line.startsWith("mles: listening on ")).count() == 3);
            String key = start.lines().filter(line -> line.startsWith("export MLES_KEY=")).findFirst().orElseThrow();
            assertEquals(0, run(key + "\n" + talk.get(0)), log());
            assertEquals(0, run(key + "\n" + talk.get(1) + " > heard"), log());
            assertEquals("ann: hello\n", Files.readString(folder.resolve("heard")));
            assertTrue(cluster.isAlive());
        } finally {
            List<ProcessHandle> started = cluster.descendants().toList();
            started.forEach(ProcessHandle::destroy);
            started.forEach(each -> each.onExit().join());
            cluster.waitFor();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private Integer run(String script) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).inheritIO().start().waitFor();
    }

    /** {@return the indented lines of {@code text}} */
    private static String commands(String text, Path image) {
        return text.lines().filter(line -> line.startsWith("    ")).map(line -> line.substring(4))
                .map(line -> line.replace("IMAGE", image.toString())).collect(Collectors.joining("\n", "", "\n"));
    }
}
