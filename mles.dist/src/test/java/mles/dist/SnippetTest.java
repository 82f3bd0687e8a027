package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java that the README shows, as somebody who copied it would. */
class SnippetTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readmeCompiles() throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(Path.of(System.getProperty("mles.readme", "../README.md"))));
        assertTrue(block.find(), "no Java in the README");
        Path source = Files.writeString(folder.resolve("Snippet.java"),
                "import mles.client.*;\nclass Snippet {\n  void run() {\n" + block.group(1) + "  }\n}\n");
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
