import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the npm package of {@code mles.js}: its modules, a minified bundle, and the archive that npm installs.
 * The arguments are the folder of the Maven module, its version, and the folder of esbuild.
 */
class PackNpm {
    private static final int BLOCK = 512;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path module = Path.of(arguments[0]);
        String version = arguments[1];
        Path esbuild = esbuild(Path.of(arguments[2]));
        if (esbuild == null) {
            System.out.printf("npm-package: left out, as there is no esbuild for %s on %s%n",
                    System.getProperty("os.name"), System.getProperty("os.arch"));
            return;
        }
        Path folder = empty(module.resolve("target/npm"));
        for (Path source : files(module.resolve("src/main/js"))) {
            Files.copy(source, folder.resolve(source.getFileName()));
        }
        Files.copy(module.resolveSibling("LICENSE"), folder.resolve("LICENSE"));
        Files.copy(module.resolve("src/npm/README.md"), folder.resolve("README.md"));
        Files.writeString(folder.resolve("package.json"),
                Files.readString(module.resolve("src/npm/package.json")).replace("@VERSION@", version));
        bundle(esbuild, folder);
        pack(folder, module.resolve("target/mles-" + version + ".tgz"));
    }

    private static Path esbuild(Path folder) {
        return Stream.of("bin/esbuild", "esbuild.exe").map(folder::resolve).filter(Files::exists).findAny().orElse(null);
    }

    /** Bundles all but the encryption, which a page loads when it has a secret. */
    private static void bundle(Path esbuild, Path folder) throws IOException, InterruptedException {
        if (!esbuild.toFile().setExecutable(true)) {
            throw new IOException(esbuild + ": expected a file that can be made executable");
        }
        int exit = new ProcessBuilder(esbuild.toString(), "mles.js", "--bundle", "--minify", "--format=esm",
                "--target=es2022", "--external:./seal.js", "--sourcemap", "--log-level=warning",
                "--outfile=mles.min.js").directory(folder.toFile()).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("esbuild: expected exit code 0, was " + exit);
        }
    }

    /** Writes the archive as npm does: everything below {@code package/}. */
    private static void pack(Path folder, Path archive) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            for (Path file : files(folder)) {
                byte[] bytes = Files.readAllBytes(file);
                out.write(header("package/" + file.getFileName(), bytes.length));
                out.write(bytes);
                out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
            }
            out.write(new byte[2 * BLOCK]);
        }
    }

    /** A header of the format ustar, with a time of its own for all: the same files make the same archive. */
    private static byte[] header(String name, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format("%011o", size));
        put(header, 136, String.format("%011o", 499162500));
        put(header, 148, " ".repeat(8));
        put(header, 156, "0");
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte octet : header) {
            sum += octet & 0xff;
        }
        put(header, 148, String.format("%06o", sum));
        header[154] = 0;
        header[155] = ' ';
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static Path empty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
        }
        return Files.createDirectories(folder);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
