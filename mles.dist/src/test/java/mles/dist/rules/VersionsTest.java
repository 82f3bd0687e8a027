package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One version: the POM has it, modules refer to it, and what is copied out of here repeats it ({@code .ci/version}). */
class VersionsTest {
    private static final Pattern PARENT = Pattern.compile("<parent>.*?<version>(.*?)</version>.*?</parent>",
            Pattern.DOTALL);
    private static final Pattern OF_EXAMPLE = Pattern.compile("<mles\\.version>(.*?)</mles\\.version>");
    private static final Pattern OF_PAGE = Pattern.compile(
            "version `(\\d[^`]*)`|<artifactId>mles\\.\\w+</artifactId>\\s*<version>(.*?)</version>");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.*)$");
    private static final Pattern KIND = Pattern.compile("(?m)^### (.*)$");

    private final String version = only("<revision>(.*?)</revision>", Sources.root().resolve("pom.xml"));

    @Test
    void modulesReferToIt() {
        for (String module : Sources.modules()) {
            Path pom = Sources.root().resolve(module).resolve("pom.xml");
            assertEquals("${revision}", only(PARENT.pattern(), pom), pom::toString);
        }
    }

    @Test
    void examplesRepeatIt() {
        List<Path> poms = Sources.files(Sources.root().resolve("examples"), "pom.xml").stream()
                .filter(pom -> !pom.toString().contains("target")).toList();
        assertFalse(poms.isEmpty());
        for (Path pom : poms) {
            assertEquals(version, only(OF_EXAMPLE.pattern(), pom), pom::toString);
        }
    }

    @Test
    void pagesRepeatIt() {
        List<String> told = Sources.files(Sources.root().resolve("docs"), ".md").stream()
                .flatMap(page -> OF_PAGE.matcher(Sources.read(page)).results()).map(VersionsTest::group).toList();
        assertFalse(told.isEmpty());
        assertEquals(List.of(version), told.stream().distinct().toList());
    }

    /** The form of "Keep a Changelog": versions with days, newest first, and kinds of changes. */
    @Test
    void theChangelogHasItsForm() {
        String changes = Sources.read(Sources.root().resolve("CHANGELOG.md"));
        List<String> headings = HEADING.matcher(changes).results().map(found -> found.group(1)).toList();
        String first = headings.getFirst();
        assertTrue(version.endsWith("-SNAPSHOT")
                ? first.equals("[Unreleased]")
                : first.matches(Pattern.quote("[" + version + "]") + " - \\d{4}-\\d\\d-\\d\\d"), first);
        headings.stream().skip(1).forEach(
                heading -> assertTrue(heading.matches("\\[\\d+\\.\\d+\\.\\d+] - \\d{4}-\\d\\d-\\d\\d"), heading));
        KIND.matcher(changes).results().map(found -> found.group(1)).forEach(kind -> assertTrue(
                List.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security").contains(kind), kind));
    }

    private static String only(String pattern, Path file) {
        List<MatchResult> found = Pattern.compile(pattern, Pattern.DOTALL).matcher(Sources.read(file)).results()
                .toList();
        assertEquals(1, found.size(), file::toString);
        return found.getFirst().group(1);
    }

    private static String group(MatchResult found) {
        return Stream.of(1, 2).map(found::group).filter(text -> text != null).findFirst().orElseThrow();
    }
}
