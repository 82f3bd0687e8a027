package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A NATS server of its own on a free port, that can be killed and started again. */
final class NatsServer implements AutoCloseable {
    private static final int FIRST_PORT = 10_000;
    /** The lowest port that Linux takes for outgoing connections. */
    private static final int FIRST_OUTGOING = 32_768;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(
            ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_OUTGOING));

    private final List<String> command;
    private final int port;
    private final Path log;
    private @Nullable Process process;

    private NatsServer(int port, Path folder, Path config) {
        this.port = port;
        log = folder.resolve("log");
        command = List.of("nats-server", "-a", "127.0.0.1", "-p", "" + port, "-c", config.toString(), "-l",
                log.toString());
    }

    /**
     * {@return a server that answers; without one on this machine the test is skipped}
     *
     * @param folder where it stores
     * @param config further lines of its configuration
     */
    static NatsServer start(Path folder, String... config) throws IOException {
        NatsServer server = prepare(freePort(), folder, config);
        server.start();
        return server;
    }

    /** {@return one with JetStream} */
    static NatsServer startWithStreams(Path folder, String... config) throws IOException {
        List<String> lines = new ArrayList<>(List.of(config));
        lines.add("jetstream { store_dir: '" + folder.resolve("store") + "' }");
        return start(folder, lines.toArray(new String[0]));
    }

    static NatsServer prepare(int port, Path folder, String... config) throws IOException {
        assumeTrue(isInstalled(), "nats-server is not installed here");
        Files.createDirectories(folder);
        Path file = folder.resolve("nats.conf");
        Files.write(file, List.of(config));
        return new NatsServer(port, folder, file);
    }

    void start() throws IOException {
        Process started = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        process = started;
        Await.until("NATS answers or ends", () -> answers() || !started.isAlive());
        assertTrue(started.isAlive(), () -> "NATS has ended: " + logged());
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    int port() {
        return port;
    }

    /** {@return the address of a cluster below {@code prefix}, with few streams, so that tests are fast} */
    String place(String prefix) {
        return "nats://127.0.0.1:" + port + "/" + prefix + "?streams=2";
    }

    @Override
    public void close() {
        kill();
    }

    /**
     * {@return a port on which nothing listens at this moment} It is given once, and no outgoing connection takes it: the
     * servers of a cluster call each other before all of them listen.
     */
    static int freePort() {
        int port;
        do {
            port = NEXT_PORT.getAndUpdate(next -> next + 1 < FIRST_OUTGOING ? next + 1 : FIRST_PORT);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return listener.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private String logged() {
        try {
            return Files.exists(log) ? Files.readString(log) : "no log";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            return line != null && line.startsWith("INFO ");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("nats-server", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
