package mles.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Two hosts of Linux, each a network namespace of its own, and a cable between them that can be cut. Needs root. */
final class Network implements AutoCloseable {
    static final String ROOT = "10.77.31.1";
    static final String LEAF = "10.77.31.2";

    private final String root = "mles-root-" + ProcessHandle.current().pid();
    private final String leaf = "mles-leaf-" + ProcessHandle.current().pid();

    /** {@return whether this process may make such a thing here} */
    static boolean isPossible() {
        String probe = "mles-probe-" + ProcessHandle.current().pid();
        return run("ip", "netns", "add", probe) && run("ip", "netns", "del", probe);
    }

    Network() throws IOException {
        need("ip", "netns", "add", root);
        need("ip", "netns", "add", leaf);
        need("ip", "link", "add", "eth0", "netns", root, "type", "veth", "peer", "name", "eth0", "netns", leaf);
        need("ip", "-n", root, "addr", "add", ROOT + "/24", "dev", "eth0");
        need("ip", "-n", leaf, "addr", "add", LEAF + "/24", "dev", "eth0");
        need("ip", "-n", root, "link", "set", "lo", "up");
        need("ip", "-n", leaf, "link", "set", "lo", "up");
        need("ip", "-n", root, "link", "set", "eth0", "up");
        mend();
    }

    /** From now on nothing passes, and nobody is told. */
    void cut() throws IOException {
        need("ip", "-n", leaf, "link", "set", "eth0", "down");
    }

    void mend() throws IOException {
        need("ip", "-n", leaf, "link", "set", "eth0", "up");
    }

    /** {@return whether neither host has a connection to the other one} */
    boolean isQuiet() {
        return connections(root, LEAF).isEmpty() && connections(leaf, ROOT).isEmpty();
    }

    ImageProcess onRoot(Map<String, String> environment, String... arguments) throws IOException {
        return mles(root, environment, arguments);
    }

    ImageProcess onLeaf(Map<String, String> environment, String... arguments) throws IOException {
        return mles(leaf, environment, arguments);
    }

    @Override
    public void close() {
        run("ip", "netns", "del", leaf);
        run("ip", "netns", "del", root);
    }

    private static ImageProcess mles(String host, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> words = new ArrayList<>(List.of("netns", "exec", host,
                ImageProcess.IMAGE.resolve("bin/mles").toAbsolutePath().toString()));
        words.addAll(List.of(arguments));
        return ImageProcess.start(Path.of("ip"), environment, words.toArray(String[]::new));
    }

    private static String connections(String host, String other) {
        try {
            Process process = new ProcessBuilder("ip", "netns", "exec", host, "ss", "-Htn", "state", "established",
                    "dst", other).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void need(String... words) throws IOException {
        if (!run(words)) {
            throw new IOException("failed: " + String.join(" ", words));
        }
    }

    private static boolean run(String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
