package mles.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A Redis of its own on a free port; without one on this machine the test is skipped. */
final class TestRedis implements AutoCloseable {
    private final Process process;
    private final int port;

    private TestRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** {@return one that takes connections} */
    static TestRedis start(Path folder) throws IOException {
        int port = Ports.free();
        Process process;
        try {
            process = new ProcessBuilder("redis-server", "--bind", "127.0.0.1", "--port", "" + port, "--save", "",
                    "--dir", folder.toString()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            assumeTrue(false, "redis-server is not installed here");
            throw e;
        }
        TestRedis redis = new TestRedis(process, port);
        Await.until("Redis answers", () -> Ports.answers(port));
        return redis;
    }

    int port() {
        return port;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
