package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packages of a module form layers: a circle would make one package of them that lies in several folders. */
class PackageCircleTest {

    static List<String> modules() {
        return Sources.modules().stream()
                .filter(module -> Files.isDirectory(Sources.root().resolve(module).resolve("src/main/java"))).toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noModuleHasACircleOfPackages(String module) {
        ClassGraph classes = ClassGraph.read(Sources.root().resolve(module).resolve("target/classes"));
        assertFalse(classes.uses().isEmpty(), "no classes of " + module + ": build it first");
        assertEquals(List.of(), PackageCircles.of(classes));
    }

    @Test
    void aCircleIsToldWithTheArrowsThatMakeIt() {
        ClassGraph classes = new ClassGraph(Map.of("app.a.Engine", Set.of("app.b.Part", "app.d.Tool"), "app.b.Part",
                Set.of("app.b.Screw", "app.c.Box"), "app.c.Box", Set.of("app.a.Engine"), "app.d.Tool", Set.of(),
                "app.Main", Set.of("app.a.Engine")));
        assertEquals(List.of("""
                circle of app.a, app.b, app.c
                  app.a.Engine -> app.b.Part
                  app.b.Part -> app.c.Box
                  app.c.Box -> app.a.Engine"""), PackageCircles.of(classes));
    }

    @Test
    void twoCirclesAreToldApart() {
        ClassGraph classes = new ClassGraph(Map.of("a.A", Set.of("b.B", "c.C"), "b.B", Set.of("a.A"), "c.C",
                Set.of("d.D"), "d.D", Set.of("c.C")));
        assertEquals(2, PackageCircles.of(classes).size());
    }

    @Test
    void aTypeThatOnlyAGenericSignatureNamesIsUsed() {
        ClassGraph tests = ClassGraph.read(Sources.root().resolve("mles.dist/target/test-classes"));
        Set<String> used = Objects.requireNonNull(tests.uses().get(PackageCircleTest.class.getName()));
        assertTrue(used.contains("mles.dist.rules.SizeTest"), () -> "uses " + used);
    }

    /** The one place here that names {@link SizeTest}. */
    interface Signature {
        List<SizeTest> tests();
    }
}
