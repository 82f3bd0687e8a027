package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Sizes of classes and packages of main code, in lines. */
class SizeTest {
    private static final int LINES_OF_A_CLASS = 350;
    private static final double SHARE_OF_A_PACKAGE = 0.2;

    /** Long, and nothing but a list. */
    private static final Set<String> TABLES = Set.of("Settings");

    /** Still above the limits; a name goes from here in the commit that makes it smaller. */
    private static final Set<String> CLASSES_TO_SPLIT = Set.of();
    private static final Set<String> PACKAGES_TO_SPLIT = Set.of();

    @Test
    void noClassIsLongButTables() {
        Set<String> longOnes = new TreeSet<>();
        for (String module : Sources.modules()) {
            for (Path file : sources(module)) {
                if (lines(file) > LINES_OF_A_CLASS) {
                    longOnes.add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        longOnes.removeAll(TABLES);
        assertEquals(new TreeSet<>(CLASSES_TO_SPLIT), longOnes);
    }

    @Test
    void noPackageIsMostOfTheServer() {
        Path root = Sources.root().resolve("mles.server/src/main/java");
        Map<String, Long> byPackage = new TreeMap<>();
        for (Path file : sources("mles.server")) {
            byPackage.merge(root.relativize(file.resolveSibling("")).toString().replace('/', '.'), lines(file),
                    Long::sum);
        }
        double whole = byPackage.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Long> large = new TreeMap<>(byPackage);
        large.values().removeIf(lines -> lines <= SHARE_OF_A_PACKAGE * whole);
        assertEquals(new TreeSet<>(PACKAGES_TO_SPLIT), large.keySet(), () -> "lines by package: " + byPackage);
    }

    private static List<Path> sources(String module) {
        return Sources.files(Sources.root().resolve(module).resolve("src/main/java"), ".java");
    }

    private static long lines(Path file) {
        return Sources.read(file).lines().count();
    }
}
