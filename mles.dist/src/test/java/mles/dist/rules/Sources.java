package mles.dist.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tree that this test was built from: its modules, their sources and classes. */
final class Sources {
    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");

    private Sources() {
    }

    /** {@return the folder with the root POM; tests run in the one of their module} */
    static Path root() {
        return Path.of("..").toAbsolutePath().normalize();
    }

    /** {@return the modules of the ordinary build, as folders relative to {@link #root()}} */
    static List<String> modules() {
        String pom = read(root().resolve("pom.xml"));
        return MODULE.matcher(pom.substring(0, pom.indexOf("<profiles>"))).results().map(found -> found.group(1))
                .toList();
    }

    /** {@return the files below a folder whose names end like that; empty without the folder} */
    static List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
