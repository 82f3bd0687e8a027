package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the README's transcript: each line that begins with a dollar is a command, {@code &} lets it run beside the later
 * ones, and the lines below it are what comes out next, whoever writes them. Only the address differs: a free port.
 */
@Timeout(60)
class TranscriptIT {
    private static final Pattern BLOCK = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
    private static final String COMMAND = "$ ";
    private static final String BESIDE = " &";
    private static final String SHOWN_ADDRESS = "[::]:8077";
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder = Path.of("");

    private final BlockingQueue<String> terminal = new LinkedBlockingQueue<>();
    private final List<Process> running = new ArrayList<>();

    @Test
    void readmeTellsTheTruth() throws Exception {
        String readme = Files.readString(Path.of(System.getProperty("mles.readme", "../README.md")));
        Matcher block = BLOCK.matcher(readme);
        assertTrue(block.find(), "no transcript in the README");
        writeCommand();
        try {
            for (String line : block.group(1).lines().toList()) {
                if (line.startsWith(COMMAND)) {
                    run(line.substring(COMMAND.length()));
                } else {
                    assertEquals(line, next());
                }
            }
            assertEquals(List.of(), List.copyOf(terminal), "more than the README shows");
        } finally {
            running.forEach(Process::destroy);
            for (Process process : running) {
                process.waitFor();
            }
        }
    }

    private void run(String line) throws IOException, InterruptedException {
        boolean beside = line.endsWith(BESIDE);
        String command = beside ? line.substring(0, line.length() - BESIDE.length()) : line;
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MLES_"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        Thread reader = Thread.startVirtualThread(
                () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(terminal::add));
        if (beside) {
            running.add(process);
        } else {
            assertEquals(0, process.waitFor(), line);
            reader.join();
        }
    }

    /** {@return the next line on the terminal, with the address that the README shows} */
    private String next() throws InterruptedException {
        @Nullable
        String line = terminal.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing more came");
        }
        if (!line.startsWith("mles: listening on ")) {
            return line;
        }
        String address = ServerProcess.address(line);
        try {
            Files.writeString(folder.resolve("address"), address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.replace(address, SHOWN_ADDRESS);
    }

    /** Puts a {@code ./mles} into the folder that sends the image to a free port. */
    private void writeCommand() throws IOException {
        Path command = Files.writeString(folder.resolve("mles"), """
                #!/bin/sh
                name=$1
                shift
                case $name in
                    server) exec '%1$s/bin/mles' server --listen tcp://127.0.0.1:0 "$@" ;;
                    *) exec '%1$s/bin/mles' "$name" -s "$(cat address)" "$@" ;;
                esac
                """.formatted(ImageProcess.IMAGE.toAbsolutePath()));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
