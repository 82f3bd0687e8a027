package mles.dist.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A node of a YAML document: a map, a list or a value; what is missing has no content. */
final class Yaml {
    private final @Nullable Object node;

    private Yaml(@Nullable Object node) {
        this.node = node;
    }

    /** {@return the documents in a file; a key that is there twice is a fault} */
    static List<Yaml> read(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Yaml> documents = new ArrayList<>();
        new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).loadAll(Sources.read(file))
                .forEach(document -> documents.add(new Yaml(document)));
        return documents;
    }

    /** {@return the node at the end of these keys} */
    Yaml at(String... keys) {
        Object found = node;
        for (String key : keys) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return new Yaml(found);
    }

    boolean isMissing() {
        return node == null;
    }

    /** {@return the value as text, empty where it is missing} */
    String text() {
        return node == null ? "" : node.toString();
    }

    /** {@return the elements of a list, or the values of a map} */
    List<Yaml> all() {
        Stream<?> all = switch (node) {
            case List<?> list -> list.stream();
            case Map<?, ?> map -> map.values().stream();
            case null, default -> Stream.empty();
        };
        return all.map(Yaml::new).toList();
    }

    /** {@return the texts of {@code key} of all elements} */
    List<String> texts(String key) {
        return all().stream().map(each -> each.at(key).text()).toList();
    }

    /** {@return the keys of a map} */
    List<String> keys() {
        return node instanceof Map<?, ?> map ? map.keySet().stream().map(String::valueOf).toList() : List.of();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Yaml yaml && text().equals(yaml.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
