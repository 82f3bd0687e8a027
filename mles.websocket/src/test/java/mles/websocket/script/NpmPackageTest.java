package mles.websocket.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The npm package, as its users have it. */
class NpmPackageTest {
    private static final Path PACKAGE = Path.of("target/npm");
    private static final Path SAMPLES = Path.of("src/test/js/package");
    /** Bytes of what a page loads, compressed. */
    private static final int LARGEST = 9_000;
    private static final String TYPESCRIPT = "typescript@5.9.3";

    @TempDir
    private Path project = Path.of("");

    @BeforeEach
    void isPacked() {
        assumeTrue(Files.exists(PACKAGE.resolve("mles.min.js")), "no esbuild for this machine, so nothing is packed");
    }

    @Test
    void aPageLoadsLittle() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(Files.readAllBytes(PACKAGE.resolve("mles.min.js")));
        }
        assertTrue(packed.size() <= LARGEST, "mles.min.js: expected at most 9,000 bytes, was " + packed.size());
    }

    @Test
    void isInstalledBundledAndRun() throws IOException, InterruptedException {
        install();
        Files.copy(SAMPLES.resolve("bundled.js"), project.resolve("bundled.js"));
        run(esbuild().toString(), "bundled.js", "--bundle", "--platform=node", "--format=esm", "--outfile=out.mjs",
                "--log-level=warning");
        assertEquals("up", run("node", "out.mjs").strip());
        assertEquals("up", run("node", "bundled.js").strip());
        assertEquals("function",
                run("node", "-e", "import('mles/mles.min.js').then((m) => console.log(typeof m.connect))").strip());
    }

    @Test
    void typesAreStrict() throws IOException, InterruptedException {
        install();
        Tool.Result typescript = npm("install", "--prefer-offline", "--fetch-retries=0",
                "--fetch-timeout=20000", "--no-audit", "--no-fund", TYPESCRIPT);
        assumeTrue(typescript.exit() == 0, "no npm registry in reach, so types are not checked");
        Files.copy(SAMPLES.resolve("sample.ts"), project.resolve("sample.ts"));
        run("node", "node_modules/typescript/bin/tsc", "--strict", "--noEmit", "--target", "es2022", "--module",
                "nodenext", "--lib", "es2022,dom,dom.asynciterable", "sample.ts");
    }

    private void install() throws IOException, InterruptedException {
        assumeTrue(Tool.isNodeHere(), "no Node from 20 on this machine, so the package is not installed");
        Files.writeString(project.resolve("package.json"), "{\"name\":\"empty\",\"type\":\"module\",\"private\":true}");
        Tool.Result result = npm("install", "--offline", "--no-audit", "--no-fund", archive().toString());
        assertEquals(0, result.exit(), result.output());
    }

    private Tool.Result npm(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "npm";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Tool.run(project, command);
    }

    private String run(String... command) throws IOException, InterruptedException {
        Tool.Result result = Tool.run(project, command);
        assertEquals(0, result.exit(), result.output());
        return result.output();
    }

    private static Path archive() throws IOException {
        return only(Path.of("target"), "mles-*.tgz").toAbsolutePath();
    }

    private static Path esbuild() throws IOException {
        Path versions = only(Path.of("target/esbuild/META-INF/resources/_static"), "*");
        return only(only(versions, "*"), "{bin,esbuild.exe}").resolve("esbuild").toAbsolutePath();
    }

    private static Path only(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            return files.iterator().next();
        }
    }
}
