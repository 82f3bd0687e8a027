package mles.dist;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@link SmallServer} in a JVM of its own, everything on the class path. */
final class SmallServerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final InetSocketAddress address;
    private final String transport;

    private SmallServerProcess(Process process) throws IOException {
        this.process = process;
        this.out = process.inputReader();
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(out.readLine()));
        this.transport = out.readLine();
        if (Boolean.parseBoolean(out.readLine())) {
            throw new AssertionError("it is a named module");
        }
    }

    /** @param prefix what stands before the command of Java in a shell, may be empty */
    static SmallServerProcess start(String prefix, String... settings) throws IOException {
        String classPath = String.join(File.pathSeparator, System.getProperty("jdk.module.path"),
                Path.of("target", "test-classes").toString());
        List<String> command = new ArrayList<>(List.of("sh", "-c", prefix + "exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                classPath, SmallServer.class.getName()));
        command.addAll(List.of(settings));
        return new SmallServerProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    InetSocketAddress address() {
        return address;
    }

    String transport() {
        return transport;
    }

    /** {@return how many files it has open} */
    long files() {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what it says at the end} Its standard input ends. */
    String end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        String last = out.readLine();
        if (!process.waitFor(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            throw new AssertionError("it did not end in good order");
        }
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
