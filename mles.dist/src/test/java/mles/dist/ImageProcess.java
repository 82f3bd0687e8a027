package mles.dist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command of the linked image, run as a process of its own. */
public final class ImageProcess implements AutoCloseable {
    public static final Path IMAGE = Path.of(System.getProperty("mles.image", "target/mles"));

    /** The command of the image under test. */
    static final Path COMMAND = IMAGE.resolve("bin/mles").toAbsolutePath();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path err;

    private ImageProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /** What a command left behind. */
    public static final class Result {
        private final int exit;
        private final byte[] out;
        private final String err;

        private Result(int exit, byte[] out, String err) {
            this.exit = exit;
            this.out = out;
            this.err = err;
        }

        public int exit() {
            return exit;
        }

        byte[] bytes() {
            return out;
        }

        public String out() {
            return new String(out, StandardCharsets.UTF_8);
        }

        public String err() {
            return err;
        }
    }

    /** Starts {@code bin/mles} of the image under test, without any setting from outside. */
    static ImageProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return start(COMMAND, environment, arguments);
    }

    static ImageProcess start(Path command, Map<String, String> environment, String... arguments) throws IOException {
        return start(Host.LOCAL, command, environment, arguments);
    }

    /** Starts {@code command} on a host. */
    public static ImageProcess start(Host host, Path command, Map<String, String> environment, String... arguments)
            throws IOException {
        // A build in the background ignores SIGINT or SIGHUP, and so would all that it starts.
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT,HUP", command.toString()));
        words.addAll(List.of(arguments));
        Path err = Files.createTempFile("mles", ".err");
        err.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(host.command(words)).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MLES_"));
        builder.environment().putAll(environment);
        return new ImageProcess(builder.start(), err);
    }

    /** Runs a command to its end. */
    static Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        try (ImageProcess process = start(environment, arguments)) {
            return process.end();
        }
    }

    static Result run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    /** {@return the next line of standard output} */
    public String line() throws IOException {
        Future<?> deadline = deadline();
        try {
            InputStream out = process.getInputStream();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = out.read(); octet != '\n'; octet = out.read()) {
                if (octet < 0) {
                    throw new AssertionError(ended(deadline) + Files.readString(err));
                }
                line.write(octet);
            }
            return line.toString(StandardCharsets.UTF_8);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Kills the process unless it is cancelled in time: that ends a blocking read of its output, which nothing else does. */
    private Future<?> deadline() {
        return CompletableFuture.runAsync(process::destroyForcibly,
                CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static String ended(Future<?> deadline) {
        return deadline.isDone() ? "killed after " + PATIENCE + ": " : "the process ended: ";
    }

    /** {@return what it has written to standard error so far} */
    public String log() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@return the bytes of memory that it has at this moment, code included} */
    public long memory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            String resident = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
            return 1024 * Long.parseLong(resident.replaceAll("\\D", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes to the standard input. */
    void type(String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Sends a signal. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
    }

    /** Ends the standard input and waits for the process. */
    public Result end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        Future<?> deadline = deadline();
        try {
            byte[] out = process.getInputStream().readAllBytes();
            int exit = process.waitFor();
            if (deadline.isDone()) {
                throw new AssertionError(ended(deadline) + Files.readString(err));
            }
            return new Result(exit, out, Files.readString(err));
        } finally {
            deadline.cancel(false);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
