package mles.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.server.log.PeekedFrame;

/** A frame of a history as JSON. */
final class MessageView {
    /** Bytes of a message that are shown. */
    private static final int MOST = 4096;
    /** Bytes of a character that may be there without its end. */
    private static final int MOST_CUT = 3;

    private MessageView() {
    }

    /** Writes the number, the size, and the uid where it can be read. */
    static void writeOrigin(PeekedFrame frame, JsonGenerator out) throws IOException {
        origin(frame, message(frame), out);
    }

    /** Writes the content as well: its beginning, as text or in Base64. */
    static void write(PeekedFrame frame, JsonGenerator out) throws IOException {
        Optional<Message> message = message(frame);
        origin(frame, message, out);
        if (message.isPresent()) {
            ByteBuffer payload = message.get().payload();
            boolean isCut = payload.remaining() > MOST;
            content(payload.limit(payload.position() + Math.min(payload.remaining(), MOST)), isCut, out);
            out.writeBooleanField("cut", isCut);
        }
    }

    private static void origin(PeekedFrame frame, Optional<Message> message, JsonGenerator out) throws IOException {
        out.writeNumberField("number", frame.number());
        out.writeNumberField("bytes", frame.size());
        if (message.isPresent()) {
            out.writeStringField("uid", message.get().uid());
        } else {
            out.writeNullField("uid");
        }
    }

    private static void content(ByteBuffer bytes, boolean isCut, JsonGenerator out) throws IOException {
        Optional<String> text = text(bytes, isCut);
        if (text.isPresent()) {
            out.writeStringField("text", text.get());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            out.writeStringField("base64", Base64.getEncoder().encodeToString(copy));
        }
    }

    /** {@return the bytes as text, if they are that} A cut one may end within a character. */
    private static Optional<String> text(ByteBuffer bytes, boolean isCut) {
        Optional<String> text = decoded(bytes);
        for (int less = 1; isCut && less <= MOST_CUT && text.isEmpty(); less++) {
            text = decoded(bytes.duplicate().limit(bytes.limit() - less));
        }
        return text;
    }

    private static Optional<String> decoded(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Message> message(PeekedFrame frame) {
        try {
            return Optional.ofNullable(frame.frame()).map(copy -> Message.decode(copy.payload()));
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }
}
