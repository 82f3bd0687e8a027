package mles.dist;

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
import mles.client.Received;
import org.jspecify.annotations.Nullable;

/** A line of JSON for each message, empty ones included: uid, channel, cid, and text or, where it is none, base64. */
final class JsonDisplay implements Display {
    private final PrintStream out;
    private final JsonFactory json = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

    JsonDisplay(PrintStream out) {
        this.out = out;
    }

    @Override
    public boolean show(Received received) {
        try (JsonGenerator line = json.createGenerator(out)) {
            line.writeStartObject();
            line.writeStringField("uid", received.uid());
            line.writeStringField("channel", received.channel());
            line.writeStringField("cid", received.frame().cid().toString());
            String text = text(received.payload());
            if (text != null) {
                line.writeStringField("text", text);
            } else {
                line.writeBinaryField("base64", bytes(received.payload()));
            }
            line.writeEndObject();
            line.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a print stream keeps its faults to itself", e);
        }
        return true;
    }

    private static @Nullable String text(ByteBuffer payload) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }
}
