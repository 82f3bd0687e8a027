package mles.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Scripts that Node runs beside the modules of {@code mles.js}. */
public final class Scripts {
    /** Node 20 has WebSockets on request only. */
    private static final List<String> NODE = List.of("node", "--experimental-websocket", "--no-warnings");

    private Scripts() {
    }

    /** {@return whether there is a Node here that knows WebSockets} */
    public static boolean arePossible() {
        try {
            return node(Path.of("."), "-e", "process.exit(typeof WebSocket === 'function' ? 0 : 1)").start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a folder of the client and the scripts that are resources of {@code test}. */
    public static void copy(Path folder, Class<?> test, String... scripts) throws IOException {
        Path sources = Path.of(System.getProperty("mles.readme")).resolveSibling("mles.websocket/src/main/js");
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(sources, "*.js")) {
            for (Path module : modules) {
                Files.copy(module, folder.resolve(module.getFileName()));
            }
        }
        Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
        for (String script : scripts) {
            try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(script))) {
                Files.copy(in, folder.resolve(script));
            }
        }
    }

    public static ProcessBuilder node(Path folder, String... arguments) {
        return new ProcessBuilder(Stream.concat(NODE.stream(), Stream.of(arguments)).toList())
                .directory(folder.toFile());
    }
}
