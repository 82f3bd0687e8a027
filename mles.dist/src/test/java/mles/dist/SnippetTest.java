package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java that the documentation shows. */
class SnippetTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final Path README = Path.of(System.getProperty("mles.readme", "../README.md")).toAbsolutePath();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readmeCompiles() throws Exception {
        compile("import mles.client.*;\nclass Snippet {\n  void run() {\n" + blocks(README).getFirst() + "  }\n}\n");
    }

    @Test
    void embeddingCompiles() throws Exception {
        for (String block : blocks(README.resolveSibling("docs/embedding.md"))) {
            compile(block);
        }
    }

    private static List<String> blocks(Path page) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();
        assertFalse(blocks.isEmpty(), "no Java in " + page);
        return blocks;
    }

    private void compile(String java) throws Exception {
        Path source = Files.writeString(folder.resolve("Snippet.java"), java);
        String path = Stream.of("jdk.module.path", "java.class.path").map(name -> System.getProperty(name, ""))
                .collect(Collectors.joining(":"));
        Process javac = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-Xlint:all,-classfile,-path", "-Werror", "-proc:none", "-cp", path, "-d", folder.toString(),
                source.toString())
                .redirectErrorStream(true).start();
        String said = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, javac.waitFor(), said);
    }
}
