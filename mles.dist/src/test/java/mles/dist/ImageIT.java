package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import mles.dist.ImageProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image itself: complete, and at home wherever it lies. */
@Timeout(60)
class ImageIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void tellsItsVersion() throws Exception {
        Result result = ImageProcess.run("--version");
        assertTrue(result.out().matches("mles \\d+\\.\\d+\\.\\d+\\S* \\(commit \\w+, [-\\d]{10}\\)\\n"), result.out());
        assertEquals("", result.err());
        assertEquals(0, result.exit());
    }

    @Test
    void showsItsCommands() throws Exception {
        Result result = ImageProcess.run("--help");
        assertEquals(0, result.exit());
        for (String command : new String[]{"server", "pub", "sub", "chat", "bench", "conform", "keygen",
                "completion"}) {
            assertTrue(result.out().contains("\n  " + command + " "), result.out());
        }
    }

    @Test
    void holdsItsLicencesAndWhatMakesItStartFast() {
        assertTrue(Files.isRegularFile(ImageProcess.IMAGE.resolve("LICENSE")));
        assertTrue(Files.isRegularFile(ImageProcess.IMAGE.resolve("legal/jackson-core-jar/LICENSE")));
        // A build without network (mvn -o) makes no list of components, and .ci/release takes no such image.
        assertTrue("offline=true".equals(System.getProperty("mles.network"))
                || Files.isRegularFile(ImageProcess.IMAGE.resolve("sbom.json")));
        assertTrue(Files.isRegularFile(ImageProcess.IMAGE.resolve("lib/mles.aot")));
    }

    /** What it is made of is in BENCHMARKS.md. */
    @Test
    void staysSmall() throws Exception {
        Tools.orSkip("strip", "--version");
        long bytes;
        try (Stream<Path> files = Files.walk(ImageProcess.IMAGE)) {
            bytes = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(file -> file.toFile().length()).sum();
        }
        assertTrue(bytes < 81 << 20, "the image takes " + bytes + " bytes");
    }

    @Test
    void startsFromAPathWithBlanksAndThroughSymbolicLinks() throws Exception {
        Path copy = folder.resolve("a path with blanks");
        ImageCopy.to(copy);
        Path absolute = Files.createSymbolicLink(folder.resolve("absolute link"), copy.resolve("bin/mles"));
        Path relative = Files.createSymbolicLink(folder.resolve("relative link"), Path.of("absolute link"));
        for (Path command : new Path[]{copy.resolve("bin/mles"), absolute, relative}) {
            try (ImageProcess process = ImageProcess.start(command, Map.of(), "keygen")) {
                Result result = process.end();
                assertEquals("", result.err());
                assertEquals(0, result.exit());
                assertTrue(result.out().matches("[0-9a-f]{64}\n"), result.out());
            }
        }
    }

    @Test
    void withoutARoomItsFeatureIsMissingAndNothingElse() throws Exception {
        Map<String, String> without = Map.of("MLES_JAVA_OPTS",
                "-XX:AOTMode=off --limit-modules=mles.dist,java.naming,java.net.http");
        Result result = ImageProcess.run(without, "server", "--peer", "127.0.0.1:1");
        assertEquals("mles server: peer: expected a module that provides tcp, was none\n",
                result.err());
        assertEquals(2, result.exit());
        assertEquals(0, ImageProcess.run(without, "keygen").exit());
    }

    @Test
    void takesOptionsForJava() throws Exception {
        Result result = ImageProcess.run(Map.of("MLES_JAVA_OPTS", "-XX:+UseG1GC -Xlog:gc+init:stderr"), "keygen");
        assertEquals(0, result.exit());
        assertTrue(result.err().contains("Using G1") || result.err().contains("Heap Region Size"), result.err());
    }
}
