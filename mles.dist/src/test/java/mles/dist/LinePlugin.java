package mles.dist;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The front end of the examples as a plugin, made from its sources with the modules that the tests have. */
final class LinePlugin {
    private static final Path SOURCES = Path.of("..", "examples", "front-end", "src", "main", "java");

    private LinePlugin() {
    }

    /** Writes the plugin into the folder {@code line} of {@code plugins}. */
    static void write(Path plugins) throws IOException {
        Path classes = Files.createTempDirectory("line");
        List<String> arguments = new ArrayList<>(List.of("--release", "21", "-proc:none", "-d", classes.toString(),
                "--module-path", modules()));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        run("javac", arguments);
        Path folder = Files.createDirectories(plugins.resolve("line"));
        run("jar", List.of("--create", "--file", folder.resolve("line-1.jar").toString(), "-C", classes.toString(),
                "."));
    }

    private static String modules() {
        return Stream.of("jdk.module.path", "java.class.path").map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static void run(String tool, List<String> arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new AssertionError(tool + ": " + out);
        }
    }
}
