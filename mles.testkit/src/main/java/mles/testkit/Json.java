package mles.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An object of the vectors' file; asking for a field that is not there is an error. */
record Json(Map<String, @Nullable Object> fields) {

    /** Reads with the streaming parser, so that nothing needs a data binder. */
    static Json read(InputStream in) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(in)) {
            json.nextToken();
            return object(json);
        }
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    String text(String name) {
        return (String) get(name);
    }

    @Nullable
    String textOrNull(String name) {
        return (String) fields.get(name);
    }

    /** {@return the note of the case, or nothing} */
    String note() {
        return has("note") ? text("note") : "";
    }

    int number(String name) {
        return (Integer) get(name);
    }

    boolean flag(String name) {
        return (Boolean) get(name);
    }

    /** {@return the bytes, read-only} */
    ByteBuffer hex(String name) {
        return bytes(text(name));
    }

    long key() {
        return HexFormat.fromHexDigitsToLong(text("key"));
    }

    Json object(String name) {
        return (Json) get(name);
    }

    @SuppressWarnings("unchecked")
    List<String> texts(String name) {
        return (List<String>) get(name);
    }

    @SuppressWarnings("unchecked")
    List<Json> objects(String name) {
        return (List<Json>) get(name);
    }

    static ByteBuffer bytes(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits)).asReadOnlyBuffer();
    }

    private Object get(String name) {
        return Objects.requireNonNull(fields.get(name), () -> "no field " + name);
    }

    private static Json object(JsonParser json) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            object.put(name, value(json));
        }
        return new Json(object);
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
