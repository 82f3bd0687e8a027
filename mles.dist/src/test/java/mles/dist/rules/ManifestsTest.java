package mles.dist.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mles.dist.FakeShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files for Compose and Kubernetes: well-formed, in agreement with themselves, with settings that a server takes. */
class ManifestsTest {
    private static final Path PACKAGING = Sources.root().resolve("packaging");
    private static final Set<String> KINDS_WITH_PODS = Set.of("Deployment", "StatefulSet");
    private static final String SETTING = "MLES_";

    static List<Path> files() {
        return Stream.of(PACKAGING, Sources.root().resolve(".github"))
                .flatMap(folder -> Stream.of(".yaml", ".yml").flatMap(end -> Sources.files(folder, end).stream()))
                .toList();
    }

    static List<Path> composeFiles() {
        return files().stream().filter(file -> file.endsWith("compose.yaml")).toList();
    }

    static List<Path> manifests() {
        return Sources.files(PACKAGING.resolve("kubernetes"), ".yaml");
    }

    /** The objects of all manifests that make pods. */
    static List<Yaml> workloads() {
        return manifests().stream().flatMap(file -> Yaml.read(file).stream())
                .filter(object -> KINDS_WITH_PODS.contains(object.at("kind").text())).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isYaml(Path file) {
        assertFalse(Yaml.read(file).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("composeFiles")
    void composeAgreesWithItself(Path file) {
        Yaml compose = Yaml.read(file).getFirst();
        List<String> services = compose.at("services").keys();
        assertFalse(services.isEmpty());
        for (Yaml service : compose.at("services").all()) {
            assertFalse(service.at("image").isMissing(), service.text());
            service.at("depends_on").all().forEach(name -> assertTrue(services.contains(name.text()), name.text()));
            service.at("configs").texts("source")
                    .forEach(name -> assertTrue(compose.at("configs").keys().contains(name), name));
            service.at("volumes").all().stream().map(volume -> volume.text().replaceFirst(":.*", ""))
                    .filter(volume -> !volume.startsWith("."))
                    .forEach(volume -> assertTrue(compose.at("volumes").keys().contains(volume), volume));
            serverTakes(settings(service.at("environment")));
        }
        compose.at("configs").texts("file").forEach(
                name -> assertTrue(Files.exists(file.resolveSibling(name)), name));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void manifestAgreesWithItself(Path file) {
        List<Yaml> objects = Yaml.read(file);
        List<String> names = new ArrayList<>();
        for (Yaml object : objects) {
            assertFalse(object.at("apiVersion").isMissing(), object.text());
            names.add(object.at("kind").text() + "/" + object.at("metadata", "name").text());
        }
        assertEquals(Set.copyOf(names).size(), names.size(), () -> "twice: " + names);
        List<Yaml> pods = objects.stream().filter(object -> KINDS_WITH_PODS.contains(object.at("kind").text()))
                .map(object -> object.at("spec", "template")).toList();
        List<Yaml> labels = pods.stream().map(pod -> pod.at("metadata", "labels")).toList();
        for (Yaml object : objects) {
            Yaml selector = object.at("kind").text().equals("Service")
                    ? object.at("spec", "selector")
                    : object.at("spec", "selector", "matchLabels");
            assertTrue(selector.isMissing() || labels.contains(selector), () -> selector + " selects no pod");
            if (object.at("kind").text().equals("Service")) {
                List<String> ports = pods.get(labels.indexOf(selector)).at("spec", "containers").all().getFirst()
                        .at("ports").texts("name");
                object.at("spec", "ports").texts("targetPort")
                        .forEach(port -> assertTrue(ports.contains(port), () -> port + " among " + ports));
            }
            Yaml service = object.at("spec", "serviceName");
            assertTrue(service.isMissing() || names.contains("Service/" + service), service.text());
        }
        for (Yaml pod : pods) {
            pod.at("spec", "volumes").all().stream().map(volume -> volume.at("configMap", "name"))
                    .filter(name -> !name.isMissing())
                    .forEach(name -> assertTrue(names.contains("ConfigMap/" + name), name.text()));
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void workloadAgreesWithItself(Yaml workload) {
        Yaml template = workload.at("spec", "template");
        assertEquals(workload.at("spec", "selector", "matchLabels"), template.at("metadata", "labels"));
        List<String> volumes = new ArrayList<>(template.at("spec", "volumes").texts("name"));
        workload.at("spec", "volumeClaimTemplates").all()
                .forEach(claim -> volumes.add(claim.at("metadata", "name").text()));
        assertFalse(template.at("spec", "containers").all().isEmpty());
        for (Yaml container : template.at("spec", "containers").all()) {
            assertEquals(Set.copyOf(volumes), Set.copyOf(container.at("volumeMounts").texts("name")));
            List<String> ports = container.at("ports").texts("name");
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                Yaml asked = container.at(probe, "httpGet");
                assertTrue(asked.isMissing() || ports.contains(asked.at("port").text()), asked.text());
            }
            assertFalse(container.at("resources", "limits", "memory").isMissing(), "heap and messages need a limit");
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aServerTakesItsSettingsAndHasItsProbes(Yaml workload) {
        for (Yaml container : workload.at("spec", "template", "spec", "containers").all()) {
            Map<String, String> settings = new HashMap<>();
            container.at("env").all().forEach(
                    variable -> settings.put(variable.at("name").text(), value(variable.at("value").text())));
            settings.keySet().removeIf(name -> !name.startsWith(SETTING));
            if (!settings.isEmpty()) {
                serverTakes(settings);
                assertEquals("/livez", container.at("livenessProbe", "httpGet", "path").text());
                assertEquals("/readyz", container.at("readinessProbe", "httpGet", "path").text());
            }
        }
    }

    @Test
    void aSettingThatIsNoneIsRefused() {
        FakeShell shell = new FakeShell(Map.of("MLES_HISTRY", "file:/x"), false);
        assertEquals(2, shell.execute("check-config"));
    }

    private static Map<String, String> settings(Yaml environment) {
        Map<String, String> settings = new HashMap<>();
        environment.keys().forEach(name -> settings.put(name, value(environment.at(name).text())));
        return settings;
    }

    /** Secrets come from elsewhere; here any will do. */
    private static String value(String text) {
        return text.isEmpty() || text.startsWith("${") ? "figs and dates and honey" : text;
    }

    /** Clusters are left out: their engine is a plugin, which this test has not. */
    private static void serverTakes(Map<String, String> settings) {
        Map<String, String> known = new HashMap<>(settings);
        known.remove("MLES_CLUSTER");
        FakeShell shell = new FakeShell(known, false);
        assertEquals(0, shell.execute("check-config"), shell.err());
        assertEquals("", shell.err());
    }
}
