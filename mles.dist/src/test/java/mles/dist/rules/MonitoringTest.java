package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.dist.Http;
import mles.dist.TestServer;
import mles.dist.Tools;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts and dashboard of {@code packaging}: they ask for figures that a server really exports, and agree with the operations guide. */
class MonitoringTest {
    private static final Path PROMETHEUS = Sources.root().resolve("packaging/prometheus");
    private static final String RULES = Sources.read(PROMETHEUS.resolve("mles.rules.yml"));
    private static final String SERIES = Sources.read(PROMETHEUS.resolve("mles.test.yml"));
    private static final Path DASHBOARD = Sources.root().resolve("packaging/grafana/mles.json");
    private static final String GUIDE = Sources.read(Sources.root().resolve("docs/operations.md"));
    private static final Pattern FAMILY = Pattern.compile("\\b(gauge|counter|histogram)\\(\\s*\"(mles_\\w+)\"");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (mles_\\w+) ");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(mles_\\w+)\\{(.*)} ");
    private static final Pattern NAME = Pattern.compile("`(Mles\\w+)`");
    /** Exported by servers with a certificate, or with a cluster; the server of this test has neither. */
    private static final Pattern ELSEWHERE = Pattern.compile("mles_(tls|cluster)_\\w+");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"check rules mles.rules.yml", "test rules mles.test.yml"})
    void promtoolAccepts(String arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(arguments.split(" ", -1))).toList();
        run(Tools.orSkip(command.toArray(String[]::new)).directory(PROMETHEUS.toFile()));
    }

    /** The queries of the dashboard as rules, since promtool reads no dashboard. */
    @Test
    void promtoolAcceptsTheQueriesOfTheDashboard() throws Exception {
        ProcessBuilder promtool = Tools.orSkip("promtool", "check", "rules", "dashboard.yml");
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (String query : dashboard("expr")) {
            rules.append("      - record: query:").append(rules.length()).append("\n        expr: '")
                    .append(query.replace("$__rate_interval", "5m")).append("'\n");
        }
        Files.writeString(folder.resolve("dashboard.yml"), rules);
        run(promtool.directory(folder.toFile()));
    }

    @Test
    void eachMetricAndLabelIsOneOfAServer() throws IOException {
        Set<String> exported = new TreeSet<>();
        Set<String> labels = new HashSet<>();
        String text = metricsOfAServer();
        families(exported, labels, text);
        Set<String> named = new TreeSet<>(PrometheusRules.metrics(String.join("\n", queries())));
        named.removeAll(exported);
        assertEquals(Set.of(), named, "metrics that no server exports");
        Set<String> asked = queries().stream().map(PrometheusRules::labels).flatMap(Set::stream)
                .filter(label -> !ELSEWHERE.matcher(label).lookingAt()).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(asked.contains("mles_closes_total reason=\"wrong-key\""), () -> "labels: " + asked);
        asked.removeAll(labels);
        assertEquals(Set.of(), asked, "values of labels that no server exports");
    }

    /** A source that disagreed with a running server would make the test above worthless. */
    @Test
    void aServerExportsWhatItsSourceNames() {
        Set<String> declared = new TreeSet<>();
        FAMILY.matcher(source()).results().forEach(found -> declared.add(found.group(2)));
        Set<String> real = TYPE.matcher(metricsOfAServer()).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        declared.removeIf(name -> ELSEWHERE.matcher(name).matches());
        assertEquals(declared, real);
    }

    @Test
    void eachAlertIsInTheGuideAndHasSeries() {
        List<String> alerts = PrometheusRules.alerts(RULES);
        assertEquals(Set.copyOf(alerts).size(), alerts.size(), () -> "twice: " + alerts);
        assertEquals(new TreeSet<>(alerts), names(section("## Alerts")));
        for (String alert : alerts) {
            assertTrue(SERIES.contains("  - name: " + alert + ", "), alert + " has no series");
            assertTrue(SERIES.contains("alertname: " + alert + "\n        exp_alerts:"), alert + " never fires");
        }
    }

    @Test
    void eachLineOfTheGuideHasAnAlert() {
        List<String> lines = section("## Alerts").lines().filter(line -> line.startsWith("| `")).toList();
        assertFalse(lines.isEmpty());
        lines.forEach(line -> assertFalse(names(line).isEmpty(), line));
    }

    @Test
    void theDashboardShowsEachMetric() throws IOException {
        Set<String> missing = new TreeSet<>();
        FAMILY.matcher(source()).results().forEach(found -> missing.add(found.group(2)));
        Set<String> shown = PrometheusRules.metrics(String.join("\n", dashboard("expr")));
        missing.removeIf(name -> shown.contains(name) || shown.contains(name + "_bucket"));
        assertEquals(Set.of(), missing);
    }

    @Test
    void theDashboardIsAModelOfGrafana() throws IOException {
        List<String> ids = dashboard("id");
        assertEquals(Set.copyOf(ids).size(), ids.size(), () -> "ids of panels: " + ids);
        assertEquals(List.of("mles"), dashboard("uid").stream().filter(uid -> !uid.startsWith("$")).toList());
        assertTrue(dashboard("title").size() > ids.size(), "each panel has a title, and so has the dashboard");
        assertEquals(Set.of("${datasource}"),
                dashboard("uid").stream().filter(uid -> uid.startsWith("$")).collect(Collectors.toSet()));
    }

    private static List<String> queries() throws IOException {
        List<String> all = new ArrayList<>(PrometheusRules.queries(RULES));
        assertEquals(PrometheusRules.alerts(RULES).size(), all.size(), "each alert has a query of one line");
        all.addAll(dashboard("expr"));
        return all;
    }

    private static void families(Set<String> names, Set<String> labels, String text) {
        FAMILY.matcher(source()).results().forEach(found -> {
            if (found.group(1).equals("histogram")) {
                Stream.of("_bucket", "_sum", "_count").forEach(end -> names.add(found.group(2) + end));
            } else {
                names.add(found.group(2));
            }
        });
        SAMPLE.matcher(text).results().forEach(
                found -> Stream.of(found.group(2).split(",", -1))
                        .forEach(pair -> labels.add(found.group(1) + " " + pair)));
    }

    private static String source() {
        return Sources.read(Sources.root().resolve("mles.server/src/main/java/mles/server/ServerMetrics.java"));
    }

    private static String metricsOfAServer() {
        try (TestServer server = TestServer.start(Transport.AUTO,
                config -> config.set(Settings.ADMIN, "127.0.0.1:0"))) {
            return Http.get(URI.create(server.server().endpoints().getLast().uri() + "/metrics")).body();
        }
    }

    private static String section(String heading) {
        int start = GUIDE.indexOf("\n" + heading + "\n");
        assertTrue(start >= 0, heading);
        int end = GUIDE.indexOf("\n## ", start + 1);
        return GUIDE.substring(start, end < 0 ? GUIDE.length() : end);
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return all values of that field of the dashboard, in order} */
    private static List<String> dashboard(String field) throws IOException {
        List<String> found = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(DASHBOARD.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() && field.equals(parser.currentName())) {
                    found.add(parser.getText());
                }
            }
        }
        return found;
    }

    private static void run(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
