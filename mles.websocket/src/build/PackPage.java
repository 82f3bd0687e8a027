import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the page as the server sends it: one script and one style sheet with names made of their content, each file compressed
 * beside itself, and a list of all. Where there is no esbuild the page is its modules, under their own names.
 * The arguments are the folder of the Maven module, and the folder of esbuild.
 */
class PackPage {
    /** Smaller files gain nothing. */
    private static final int WORTH_PACKING = 1_000;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path module = Path.of(arguments[0]);
        Path target = module.resolve("target/classes/mles/websocket");
        Path page = target.resolve("page");
        Path source = module.resolve("src/main/page");
        clear(page);
        List<String> names = new ArrayList<>();
        for (Path script : files(module.resolve("src/main/js"))) {
            names.add(script.getFileName().toString());
        }
        Path esbuild = esbuild(Path.of(arguments[1]));
        if (esbuild == null) {
            System.out.println("page: not bundled, as there is no esbuild for this machine");
            for (Path file : files(source)) {
                Files.copy(file, page.resolve(file.getFileName()));
            }
        } else {
            Path stage = stage(module, source);
            bundle(esbuild, stage, page);
            String html = Files.readString(source.resolve("index.html"));
            for (Path file : files(page)) {
                String name = file.getFileName().toString();
                html = html.replace("page/page" + name.substring(name.lastIndexOf('.')) + '"', "page/" + name + '"');
            }
            Files.writeString(page.resolve("index.html"), html);
            Files.copy(source.resolve("icon.svg"), page.resolve("icon.svg"));
        }
        for (Path file : files(page)) {
            names.add("page/" + file.getFileName());
        }
        for (String name : names) {
            pack(target.resolve(name));
        }
        Files.write(page.resolve("list.txt"), names);
    }

    private static Path esbuild(Path folder) {
        return Stream.of("bin/esbuild", "esbuild.exe").map(folder::resolve).filter(Files::exists).findAny().orElse(null);
    }

    /** Lays the modules out as the server does: those of the page one folder below the others. */
    private static Path stage(Path module, Path source) throws IOException {
        Path stage = module.resolve("target/page");
        clear(stage);
        clear(stage.resolve("page"));
        for (Path file : files(module.resolve("src/main/js"))) {
            Files.copy(file, stage.resolve(file.getFileName()));
        }
        for (Path file : files(source)) {
            Files.copy(file, stage.resolve("page").resolve(file.getFileName()));
        }
        return stage;
    }

    private static void bundle(Path esbuild, Path stage, Path page) throws IOException, InterruptedException {
        if (!esbuild.toFile().setExecutable(true)) {
            throw new IOException(esbuild + ": expected a file that can be made executable");
        }
        int exit = new ProcessBuilder(esbuild.toAbsolutePath().toString(), "page/page.js", "page/page.css", "--bundle",
                "--minify", "--format=esm", "--target=es2022", "--log-level=warning", "--entry-names=[name].[hash]",
                "--outdir=" + page.toAbsolutePath()).directory(stage.toFile()).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("esbuild: expected exit code 0, was " + exit);
        }
    }

    /** Writes the compressed form of a file beside it; the header has no time, so that equal files have equal forms. */
    private static void pack(Path file) throws IOException {
        Path packed = file.resolveSibling(file.getFileName() + ".gz");
        Files.deleteIfExists(packed);
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < WORTH_PACKING) {
            return;
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed)) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(bytes);
        }
    }

    /** Makes a folder, and takes the files out that are in it. */
    private static void clear(Path folder) throws IOException {
        for (Path file : files(Files.createDirectories(folder))) {
            Files.delete(file);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
