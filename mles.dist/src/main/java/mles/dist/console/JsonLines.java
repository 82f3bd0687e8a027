package mles.dist.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes JSON objects, one a line, until nothing reads them. For one thread. */
public final class JsonLines {
    private static final int LINES_BETWEEN_FLUSHES = 16;

    private final PrintStream out;
    private long lines;
    private final JsonFactory json = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

    /** Writes the fields of one object. */
    public interface Fields {
        void write(JsonGenerator line) throws IOException;
    }

    public JsonLines(PrintStream out) {
        this.out = out;
    }

    public void write(Fields fields) {
        try (JsonGenerator line = json.createGenerator(out)) {
            line.writeStartObject();
            fields.write(line);
            line.writeEndObject();
            line.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a print stream keeps its faults to itself", e);
        }
        if (++lines % LINES_BETWEEN_FLUSHES == 0) {
            StandardOutput.flush(out);
        }
    }

    /** Writes a content as {@code text} or, where it is none, as {@code base64}. */
    public static void content(JsonGenerator line, ByteBuffer payload) throws IOException {
        String text = text(payload.duplicate());
        if (text != null) {
            line.writeStringField("text", text);
        } else {
            line.writeBinaryField("base64", bytes(payload));
        }
    }

    /** {@return a copy of what remains of {@code buffer}} */
    public static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static @Nullable String text(ByteBuffer payload) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
