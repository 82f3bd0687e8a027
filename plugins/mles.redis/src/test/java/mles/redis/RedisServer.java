package mles.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis of its own on a free port, that can be killed and started again. */
public final class RedisServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final List<String> command;
    private final int port;
    private @Nullable Process process;

    private RedisServer(int port, List<String> command) {
        this.port = port;
        this.command = command;
    }

    /**
     * {@return a Redis that answers; without one on this machine the test is skipped}
     *
     * @param folder  where it works
     * @param options as on its command line
     */
    public static RedisServer start(Path folder, String... options) throws IOException {
        assumeTrue(isInstalled(), "redis-server is not installed here");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--port", "" + port,
                "--save", "", "--dir", folder.toString()));
        command.addAll(List.of(options));
        RedisServer server = new RedisServer(port, command);
        server.start();
        return server;
    }

    /** Starts it again, with what it has stored. */
    public void start() throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("Redis answers", this::answers);
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** {@return its port} */
    public int port() {
        return port;
    }

    /** {@return the argument of a store under {@code prefix}} */
    public String place(String prefix) {
        return "127.0.0.1:" + port + "/" + prefix;
    }

    /** {@return a connection of its own} */
    public Jedis connect() {
        return new Jedis("127.0.0.1", port);
    }

    @Override
    public void close() {
        kill();
    }

    /** Waits for what has to become true. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still waiting: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try (Jedis redis = connect()) {
            return redis.ping().equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("redis-server", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
