package mles.cluster.nats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Three NATS servers with JetStream that replicate to each other. */
final class NatsCluster implements AutoCloseable {
    private static final int NODES = 3;

    private final List<NatsServer> nodes = new ArrayList<>();

    private NatsCluster() {
    }

    static NatsCluster start(Path folder) throws IOException {
        List<Integer> routes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            routes.add(NatsServer.freePort());
        }
        String all = routes.stream().map(port -> "nats-route://127.0.0.1:" + port).collect(Collectors.joining(", "));
        NatsCluster cluster = new NatsCluster();
        for (int i = 0; i < NODES; i++) {
            Path own = folder.resolve("node" + i);
            cluster.nodes.add(NatsServer.prepare(NatsServer.freePort(), own, "server_name: node" + i,
                    "jetstream { store_dir: '" + own.resolve("store") + "' }",
                    "cluster { name: test, listen: '127.0.0.1:" + routes.get(i) + "', routes: [" + all + "] }"));
        }
        cluster.startAll();
        return cluster;
    }

    void startAll() throws IOException {
        for (NatsServer node : nodes) {
            node.start();
        }
    }

    void killAll() {
        nodes.forEach(NatsServer::kill);
    }

    NatsServer node(int number) {
        return nodes.get(number);
    }

    /** {@return the address of a cluster below {@code prefix}} */
    String place(String prefix, int streams) {
        return "nats://" + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(",")) + "/"
                + prefix + "?streams=" + streams;
    }

    @Override
    public void close() {
        killAll();
    }
}
