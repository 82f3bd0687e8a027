package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain technical English in main code, help and documents. */
class ProseTest {
    /** The specification, word for word. */
    private static final String SPECIFICATION = "protocol.md";

    /** Folders, and how many places in them still break a rule: a number only ever falls. */
    @ParameterizedTest
    @CsvSource({"mles.protocol, 0", "mles.server, 0", "mles.testkit, 0", "mles.history, 0",
            "plugins/mles.history.redis, 0", "mles.peer, 0", "mles.client, 0", "mles.loadgen, 0",
            "mles.websocket, 0",
            "mles.dist, 0", "mles.jmh, 0", "examples, 0"})
    void mainCodeKeepsTheRules(String folder, int known) {
        List<Path> files = Sources.files(Sources.root().resolve(folder), ".java").stream().filter(ProseTest::isMain)
                .toList();
        check(files, known);
    }

    @ParameterizedTest
    @CsvSource({"docs, 0", "examples, 0", "packaging, 0"})
    void documentsKeepTheRules(String folder, int known) {
        check(Sources.files(Sources.root().resolve(folder), ".md"), known);
    }

    @ParameterizedTest
    @CsvSource({"README.md, 0", "CONTRIBUTING.md, 0", "CHANGELOG.md, 0", "BENCHMARKS.md, 0", "SECURITY.md, 0"})
    void pagesOfTheRootKeepTheRules(String file, int known) {
        check(List.of(Sources.root().resolve(file)), known);
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

    private static void check(List<Path> files, int known) {
        List<String> broken = new ArrayList<>();
        for (Path file : files) {
            if (!file.endsWith(SPECIFICATION)) {
                ProseRules.broken(Sources.read(file)).forEach(place -> broken.add(file + ":" + place));
            }
        }
        assertEquals(known, broken.size(), () -> String.join("\n", broken));
    }

    private static boolean isMain(Path file) {
        return Stream.of("src/test", "target")
                .noneMatch(part -> Sources.root().relativize(file).toString().contains("/" + part + "/"));
    }
}
