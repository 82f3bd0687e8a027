package mles.dist.cluster;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import mles.dist.Host;

/** An engine, servers and a crowd. Thread: that of the test. */
record TestCluster(TestNats nats, TestServers servers, Crowd crowd) implements AutoCloseable {
    /** Each server and each node of the engine on this machine. */
    static final List<Host> HERE = Collections.nCopies(ClusterRun.SERVERS, Host.LOCAL);

    /** {@return a cluster under load} */
    static TestCluster start(Path folder, List<Host> hosts, String javaOptions, String... settings) throws Exception {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        try {
            TestNats nats = TestNats.start(folder, hosts);
            started.push(nats);
            TestServers servers = TestServers.start(folder, hosts, nats, javaOptions, settings);
            started.push(servers);
            Crowd crowd = new Crowd(folder, servers);
            started.push(crowd);
            crowd.awaitMembers();
            return new TestCluster(nats, servers, crowd);
        } catch (Exception | Error e) {
            for (AutoCloseable one : started) {
                one.close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        crowd.close();
        servers.close();
        nats.close();
    }
}
