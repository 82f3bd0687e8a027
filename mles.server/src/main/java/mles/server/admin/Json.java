package mles.server.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON for operators. A class of its own, so that a start does not load the library for it. */
public final class Json {
    private static final JsonFactory JSON = new JsonFactory();

    private Json() {
    }

    /** Writes the fields of an object. */
    @FunctionalInterface
    public interface Fields {
        /** Writes them to {@code out}. */
        void write(JsonGenerator out) throws IOException;
    }

    /** {@return an answer of one object} */
    public static HttpResult of(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a writer of strings has no faults", e);
        }
        return HttpResult.of("application/json", text.toString());
    }

    /** Writes an object as a field. */
    public static void object(JsonGenerator out, String name, Fields fields) throws IOException {
        out.writeObjectFieldStart(name);
        fields.write(out);
        out.writeEndObject();
    }

    /** Writes an array of objects as a field. */
    public static <T> void array(JsonGenerator out, String name, Iterable<T> items, Item<T> item) throws IOException {
        out.writeArrayFieldStart(name);
        for (T each : items) {
            out.writeStartObject();
            item.write(each, out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** Writes the fields of an object that stands for a thing. */
    @FunctionalInterface
    public interface Item<T> {
        /** Writes those of {@code item} to {@code out}. */
        void write(T item, JsonGenerator out) throws IOException;
    }
}
