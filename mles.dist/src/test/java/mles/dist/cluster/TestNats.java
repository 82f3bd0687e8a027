package mles.dist.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.dist.Await;
import mles.dist.Host;
import mles.dist.Ports;

/** NATS servers with JetStream, one on each host, which may be killed; without one on this machine the test is skipped. */
final class TestNats implements AutoCloseable {
    private final List<Process> nodes = new ArrayList<>();
    private final List<Host> hosts;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> routes = new ArrayList<>();
    private final Path folder;

    private TestNats(Path folder, List<Host> hosts) {
        this.folder = folder;
        this.hosts = hosts;
    }

    /** {@return a cluster that takes connections} */
    static TestNats start(Path folder, List<Host> hosts) throws IOException {
        TestNats cluster = new TestNats(folder, hosts);
        for (int i = 0; i < hosts.size(); i++) {
            cluster.ports.add(Ports.free());
            cluster.routes.add(Ports.free());
        }
        try {
            for (int i = 0; i < hosts.size(); i++) {
                cluster.nodes.add(cluster.run(i));
            }
            IntStream.range(0, hosts.size()).forEach(cluster::awaitAnswer);
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** {@return the value of {@code --cluster}} */
    String address() {
        return all(ports, "").collect(Collectors.joining(",", "nats://", "/test"));
    }

    int size() {
        return hosts.size();
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

    private void awaitAnswer(int node) {
        Await.until("NATS answers", () -> Ports.answers(hosts.get(node).address(), ports.get(node)));
    }

    private Process run(int node) throws IOException {
        Host host = hosts.get(node);
        List<String> command = List.of("nats-server", "--js", "--addr", host.address(), "--port", "" + ports.get(node),
                "--name", "n" + node, "--store_dir", folder.resolve("nats" + node).toString(), "--cluster_name", "test",
                "--cluster", "nats://" + host.address() + ":" + routes.get(node), "--routes",
                all(routes, "nats://").collect(Collectors.joining(",")));
        try {
            return new ProcessBuilder(host.command(command)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("nats" + node + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "nats-server is not installed here");
            throw e;
        }
    }

    private Stream<String> all(List<Integer> of, String scheme) {
        return IntStream.range(0, hosts.size()).mapToObj(i -> scheme + hosts.get(i).address() + ":" + of.get(i));
    }
}
