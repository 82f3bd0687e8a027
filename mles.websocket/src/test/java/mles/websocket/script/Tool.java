package mles.websocket.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs that tests of scripts run. */
final class Tool {
    private static final int OLDEST_NODE = 20;
    private static final Pattern VERSION = Pattern.compile("v([0-9]+)\\..*\\s*");

    private Tool() {
    }

    /**
     * Outcome of a program.
     *
     * @param exit   its exit code
     * @param output what it said, errors included
     */
    record Result(int exit, String output) {
    }

    static boolean isNodeHere() throws InterruptedException {
        try {
            Matcher version = VERSION.matcher(run(Path.of("."), "node", "--version").output());
            return version.matches() && Integer.parseInt(version.group(1)) >= OLDEST_NODE;
        } catch (IOException e) {
            return false;
        }
    }

    static Result run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    static int count(Path folder, String glob) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                count += Files.isRegularFile(file) ? 1 : 0;
            }
        }
        return count;
    }
}
