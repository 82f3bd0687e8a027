package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain technical English in main code, help and documents. */
class ProseTest {
    /** The specification, word for word. */
    private static final String SPECIFICATION = "protocol.md";

    @ParameterizedTest
    @ValueSource(strings = {"mles.protocol", "mles.server", "mles.testkit", "mles.history",
            "plugins/mles.redis", "plugins/mles.cluster.nats", "mles.peer", "mles.client", "mles.loadgen",
            "mles.websocket", "mles.dist",
            "mles.jmh", "examples"})
    void mainCodeKeepsTheRules(String folder) {
        List<Path> files = Sources.files(Sources.root().resolve(folder), ".java").stream().filter(ProseTest::isMain)
                .toList();
        check(files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs", "examples", "packaging"})
    void documentsKeepTheRules(String folder) {
        check(Sources.files(Sources.root().resolve(folder), ".md"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "BENCHMARKS.md", "SECURITY.md"})
    void pagesOfTheRootKeepTheRules(String file) {
        check(List.of(Sources.root().resolve(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/** What a store keeps. */", "/**\n * Whether it is open.\n */",
            "{@return who may come in}", "@Option(description = \"Where plugins are.\")", "Nobody reads this.",
            "as strangers do"})
    void aBrokenRuleIsFound(String text) {
        assertEquals(1, ProseRules.broken(text).size());
    }

    @Test
    void aPlaceIsToldByItsLine() {
        assertEquals(List.of("2: /** How", "3: somebody"), ProseRules.broken("\n/** How it\n goes for somebody. */"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/** A page that says what a store keeps. */", "{@return whether it is open}",
            "// What follows is no Javadoc."})
    void otherProseStands(String text) {
        assertEquals(List.of(), ProseRules.broken(text));
    }

    private static void check(List<Path> files) {
        List<String> broken = new ArrayList<>();
        for (Path file : files) {
            if (!file.endsWith(SPECIFICATION)) {
                ProseRules.broken(Sources.read(file)).forEach(place -> broken.add(file + ":" + place));
            }
        }
        assertEquals("", String.join("\n", broken));
    }

    private static boolean isMain(Path file) {
        return Stream.of("src/test", "target")
                .noneMatch(part -> Sources.root().relativize(file).toString().contains("/" + part + "/"));
    }
}
