package mles.dist.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mles.dist.Await;
import mles.dist.Ports;

/** Three NATS servers with JetStream on free ports, which may be killed; without one on this machine the test is skipped. */
final class TestNats implements AutoCloseable {
    private static final int NODES = 3;

    private final List<Process> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> routes = new ArrayList<>();
    private final Path folder;

    private TestNats(Path folder) {
        this.folder = folder;
    }

    /** {@return a cluster that takes connections} */
    static TestNats start(Path folder) throws IOException {
        TestNats cluster = new TestNats(folder);
        for (int i = 0; i < 2 * NODES; i++) {
            (i < NODES ? cluster.ports : cluster.routes).add(Ports.free());
        }
        for (int i = 0; i < NODES; i++) {
            cluster.nodes.add(cluster.run(i));
        }
        cluster.ports.forEach(port -> Await.until("NATS answers", () -> Ports.answers(port)));
        return cluster;
    }

    /** {@return the value of {@code --cluster}} */
    String address() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",", "nats://", "/test"));
    }

    int size() {
        return NODES;
    }

    void kill(int node) {
        nodes.get(node).destroyForcibly().onExit().join();
    }

    void restart(int node) throws IOException {
        nodes.set(node, run(node));
    }

    @Override
    public void close() {
        IntStream.range(0, nodes.size()).forEach(this::kill);
    }

    private Process run(int node) throws IOException {
        String others = routes.stream().map(port -> "nats://127.0.0.1:" + port).collect(Collectors.joining(","));
        List<String> command = List.of("nats-server", "--js", "--addr", "127.0.0.1", "--port", "" + ports.get(node),
                "--name", "n" + node, "--store_dir", folder.resolve("nats" + node).toString(), "--cluster_name", "test",
                "--cluster", "nats://127.0.0.1:" + routes.get(node), "--routes", others);
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("nats" + node + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "nats-server is not installed here");
            throw e;
        }
    }
}
