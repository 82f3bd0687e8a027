package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.dist.server.ConfigFile;
import mles.server.Providers;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the pages of this project together: links, the index, names of classes, and the settings that the README shows. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Pattern SETTINGS = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("(?<![-\\w])[A-Z][a-z]+(?:[A-Z][a-z]+)+\\b");
    /** Words that are written like the name of a class. */
    private static final Set<String> NO_CLASSES = Set.of("WebSocket", "WebSockets", "XxxCommand", "XxxProperties",
            "XxxTest", "NullAway");
    private static final Path README = Path.of(System.getProperty("mles.readme", "../README.md")).toAbsolutePath()
            .normalize();
    private static final Path ROOT = README.resolveSibling("");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachLinkHasItsTarget() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                if (!isThere(page, link)) {
                    broken.add(ROOT.relativize(page) + " -> " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void theIndexHasEachPage() throws IOException {
        Path index = ROOT.resolve("docs/README.md");
        List<Path> linked = links(index).stream().map(link -> target(index, link)).toList();
        try (Stream<Path> docs = Files.list(index.resolveSibling(""))) {
            assertEquals(List.of(), docs.filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> !page.equals(index) && !linked.contains(page)).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "docs/glossary.md", "CONTRIBUTING.md"})
    void theClassesThatAPageNamesAreThere(String page) throws IOException {
        Set<String> missing = CLASS.matcher(Files.readString(ROOT.resolve(page))).results().map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(NO_CLASSES);
        try (Stream<Path> files = Files.walk(ROOT)) {
            files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".java"))
                    .forEach(file -> missing.remove(file.substring(0, file.length() - ".java".length())));
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void theSettingsOfTheReadmeAreGood() throws IOException {
        MatchResult block = SETTINGS.matcher(Files.readString(README)).results().findFirst().orElseThrow();
        Path file = Files.writeString(folder.resolve("mles.properties"), block.group(1));
        ServerConfig.Builder config = ServerConfig.builder();
        ConfigFile.of(file.toString(), new FakeShell(Map.of(), false).shell(),
                Providers.settings(List.of())).fill(config);
        assertEquals(2, config.build().get(Settings.LISTEN).size());
        assertEquals(1, config.build().get(Settings.HISTORY_LIMIT, "config.a"));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String place : List.of("", "docs", "docs/decisions", "examples")) {
            try (Stream<Path> found = Files.walk(ROOT.resolve(place), place.equals("examples") ? 2 : 1)) {
                found.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        assertFalse(pages.isEmpty(), "no pages below " + ROOT);
        return pages;
    }

    /** {@return the links of a page that lead to places in this project} */
    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(page)).results().map(link -> link.group(1))
                .filter(link -> !link.contains("://")).toList();
    }

    private static boolean isThere(Path page, String link) throws IOException {
        Path target = target(page, link);
        int anchor = link.indexOf('#');
        return Files.exists(target) && (anchor < 0 || HEADING.matcher(Files.readString(target)).results()
                .anyMatch(heading -> anchorOf(heading.group(1)).equals(link.substring(anchor + 1))));
    }

    private static Path target(Path page, String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? page : page.resolveSibling(path).normalize();
    }

    /** {@return the name under which a heading can be linked to, by the rule of GitHub} */
    private static String anchorOf(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }
}
