package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import mles.dist.Frames;
import mles.dist.Host;
import mles.dist.Http;
import mles.dist.ImageCopy;
import mles.dist.ImageProcess;
import mles.dist.Ports;
import org.jspecify.annotations.Nullable;

/** Servers of the image in one cluster, one on each host. A server that starts again has the addresses that it had before. */
final class TestServers implements AutoCloseable {
    private static final String HISTORY_LIMIT = "1000000";
    private static final String TOKEN = "figs";
    private static final String FRAME_LIMIT = "100000";

    private final Path command;
    private final Map<String, String> environment;
    private final List<String> settings;
    private final List<Server> servers;
    private final StringBuilder logs = new StringBuilder();

    /** One of them. */
    private static final class Server {
        private final Host host;
        private final int tcp = Ports.free();
        private final int web = Ports.free();
        private final int admin = Ports.free();
        private volatile @Nullable ImageProcess process;

        private Server(Host host) {
            this.host = host;
        }

        private String at(String scheme, int port) {
            return scheme + "://" + host.address() + ":" + port;
        }
    }

    private TestServers(Path command, List<Host> hosts, Map<String, String> environment, List<String> settings) {
        this.command = command;
        this.environment = environment;
        this.settings = settings;
        this.servers = hosts.stream().map(Server::new).toList();
    }

    /** {@return servers that listen} */
    static TestServers start(Path folder, List<Host> hosts, TestNats nats, String javaOptions, String... more)
            throws Exception {
        List<String> settings = new ArrayList<>(List.of("--cluster", nats.address(), "--history-limit", HISTORY_LIMIT,
                "--max-frame", FRAME_LIMIT, "--max-first-frame", FRAME_LIMIT, "--ws-auth", "none", "--origins", "*",
                "--admin-token-file",
                Files.writeString(folder.resolve("token"), TOKEN).toString()));
        settings.addAll(List.of(more));
        TestServers all = new TestServers(ImageCopy.withNats(folder).resolve("bin/mles"), hosts,
                Map.of("MLES_KEY", Frames.KEY, "MLES_JAVA_OPTS", javaOptions), settings);
        try {
            for (int i = 0; i < hosts.size(); i++) {
                all.launch(i);
            }
            for (int i = 0; i < hosts.size(); i++) {
                all.awaitListening(i);
            }
            return all;
        } catch (Exception | Error e) {
            all.close();
            throw e;
        }
    }

    int size() {
        return servers.size();
    }

    void start(int index) throws IOException {
        launch(index);
        awaitListening(index);
    }

    private void launch(int index) throws IOException {
        Server server = servers.get(index);
        List<String> arguments = new ArrayList<>(List.of("server", "--listen", server.at("tcp", server.tcp),
                "--listen", server.at("ws", server.web), "--admin", server.host.address() + ":" + server.admin));
        arguments.addAll(settings);
        server.process = ImageProcess.start(server.host, command, environment, arguments.toArray(String[]::new));
    }

    private void awaitListening(int index) throws IOException {
        while (!process(index).line().contains("http://")) {
            // the last one to listen is that of operators
        }
    }

    /** Ends a server by SIGKILL. */
    void kill(int index) {
        ImageProcess process = process(index);
        process.close();
        logs.append(process.log());
    }

    /** Ends a server by SIGTERM. */
    void stop(int index) throws Exception {
        ImageProcess process = process(index);
        process.signal("TERM");
        ImageProcess.Result end = process.end();
        logs.append(end.err());
        assertEquals(0, end.exit(), end.err());
    }

    /** Stops all in turn. */
    void stop() throws Exception {
        for (int i = 0; i < servers.size(); i++) {
            stop(i);
        }
        assertFalse(logs.toString().contains("\tat "), logs.toString());
    }

    /** {@return the logs of servers that are over} */
    String logs() {
        return logs.toString();
    }

    InetSocketAddress tcp(int index) {
        return new InetSocketAddress(servers.get(index).host.address(), servers.get(index).tcp);
    }

    InetSocketAddress anyTcp() {
        return tcp(ThreadLocalRandom.current().nextInt(servers.size()));
    }

    List<Integer> webPorts() {
        return servers.stream().map(server -> server.web).toList();
    }

    String web(int index) {
        return servers.get(index).at("ws", servers.get(index).web);
    }

    /** {@return whether the server says that it is ready} */
    boolean isReady(int index) {
        return readiness(index) == 200;
    }

    /** {@return whether all of them are ready and nothing waits for its place} */
    boolean areQuiet() {
        return IntStream.range(0, servers.size())
                .allMatch(i -> isReady(i) && metric(i, "mles_cluster_lag_bytes") == 0);
    }

    /** {@return the status of {@code /readyz}; 0 without an answer} */
    int readiness(int index) {
        try {
            return get(index, "/readyz").status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** {@return the value of a metric without labels} */
    long metric(int index, String name) {
        return get(index, "/metrics").body().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Math.round(Double.parseDouble(line.substring(name.length() + 1)))).findFirst()
                .orElseThrow();
    }

    /** {@return the bytes of memory that the process has} */
    long memory(int index) {
        return process(index).memory();
    }

    @Override
    public void close() {
        for (Server server : servers) {
            ImageProcess process = server.process;
            if (process != null) {
                process.close();
            }
        }
    }

    private ImageProcess process(int index) {
        ImageProcess process = servers.get(index).process;
        if (process == null) {
            throw new IllegalStateException("server " + index + " was never started");
        }
        return process;
    }

    private Http.Reply get(int index, String page) {
        Server server = servers.get(index);
        return Http.get(URI.create(server.at("http", server.admin) + page), "Connection", "close", "Authorization",
                "Bearer " + TOKEN);
    }
}
