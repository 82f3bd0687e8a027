package mles.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The golden vectors of SPEC 10, read with the streaming parser: this module cannot read a data binder. */
record Vectors(Map<String, @Nullable Object> root) {

    static Vectors load() {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("vectors.json"));
                JsonParser json = new JsonFactory().createParser(in)) {
            json.nextToken();
            return new Vectors(object(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the announced number of cases of each section, in the order of the file} */
    Map<String, @Nullable Object> counts() {
        return new Case(root).object("counts");
    }

    int total() {
        return new Case(root).number("total");
    }

    @SuppressWarnings("unchecked")
    List<Case> section(String name) {
        List<Map<String, @Nullable Object>> cases = (List<Map<String, @Nullable Object>>) new Case(root).get(name);
        return cases.stream().map(Case::new).toList();
    }

    /** One case; asking for a field that is not there is an error. */
    record Case(Map<String, @Nullable Object> fields) {

        String id() {
            return text("id");
        }

        boolean has(String name) {
            return fields.get(name) != null;
        }

        Object get(String name) {
            return Objects.requireNonNull(fields.get(name), () -> "no field " + name);
        }

        String text(String name) {
            return (String) get(name);
        }

        @Nullable
        String textOrNull(String name) {
            return (String) fields.get(name);
        }

        int number(String name) {
            return (Integer) get(name);
        }

        boolean flag(String name) {
            return (Boolean) get(name);
        }

        byte[] hex(String name) {
            return HexFormat.of().parseHex(text(name));
        }

        long key() {
            return HexFormat.fromHexDigitsToLong(text("key"));
        }

        @SuppressWarnings("unchecked")
        List<String> texts(String name) {
            return (List<String>) get(name);
        }

        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> object(String name) {
            return (Map<String, @Nullable Object>) get(name);
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            object.put(name, value(json));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser json) throws IOException {
        List<@Nullable Object> array = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(json));
        }
        return array;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getIntValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("the vectors have no " + json.currentToken());
        };
    }
}
