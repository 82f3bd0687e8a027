package mles.websocket.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a batch: a line with an object of JSON for each message. A class of its own, so that only a batch loads the library for it.
 * Thread: one at a time.
 */
final class MessageLines {
    /** Without canonical names it would read malformed UTF-8. */
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final ByteBuf frames;
    private final Names names;
    private final ConnectionId cid;
    private final long key;
    private final HttpLimits limits;
    private int count;

    /** Batch that is refused as a whole. */
    static final class BadBatchException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        private BadBatchException(Problem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /**
     * Messages of a batch.
     *
     * @param frames behind each other, to be released by the caller
     */
    record Checked(ByteBuf frames, int count) {
    }

    private MessageLines(ByteBuf frames, Names names, ConnectionId cid, long key, HttpLimits limits) {
        this.frames = frames;
        this.names = names;
        this.cid = cid;
        this.key = key;
        this.limits = limits;
    }

    /**
     * {@return the messages in {@code body}, each of which is good}
     *
     * @throws BadBatchException when one of them is not, or when there are none or too many
     */
    static Checked read(ByteBuf body, ByteBufAllocator allocator, Names names, ConnectionId cid, long key,
            HttpLimits limits) throws BadBatchException {
        ByteBuf frames = allocator.directBuffer(body.readableBytes(), limits.batchBytes());
        MessageLines lines = new MessageLines(frames, names, cid, key, limits);
        try {
            lines.readAll(body);
            return new Checked(frames, lines.count);
        } catch (BadBatchException e) {
            frames.release();
            throw e;
        }
    }

    private void readAll(ByteBuf body) throws BadBatchException {
        try (InputStream bytes = new ByteBufInputStream(body.duplicate()); JsonParser in = JSON.createParser(bytes)) {
            while (in.nextToken() != null) {
                add(frame(in));
            }
        } catch (IOException | ProtocolException | IllegalArgumentException e) {
            throw bad("expected an object with text or base64, was something else");
        }
        if (count == 0) {
            throw bad("expected an object with text or base64, was none");
        }
    }

    private Frame frame(JsonParser in) throws IOException, BadBatchException {
        if (!in.isExpectedStartObjectToken()) {
            throw bad("expected an object, was something else");
        }
        Frame frame = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            if (frame != null || in.nextToken() != JsonToken.VALUE_STRING) {
                throw bad("expected one field, text or base64, with a string, was something else");
            }
            frame = Frame.of(cid, key, message(field, in.getText()));
        }
        if (frame == null) {
            throw bad("expected text or base64, was neither");
        }
        return frame;
    }

    private Message message(@Nullable String field, String value) throws BadBatchException {
        if (value.isEmpty()) {
            throw bad("expected content, was none");
        }
        return switch (field) {
            case "text" -> Message.of(names.uid(), names.channel(), value);
            case "base64" -> Message.of(names.uid(), names.channel(), Base64.getDecoder().decode(value));
            case null, default -> throw bad("expected text or base64, was another field");
        };
    }

    private void add(Frame frame) throws BadBatchException {
        count++;
        if (count > limits.batchMessages()) {
            throw tooLarge("expected at most " + limits.batchMessages() + " messages, was more");
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(frame.bytes());
        if (bytes.readableBytes() > frames.maxCapacity() - frames.writerIndex()) {
            throw tooLarge("expected at most " + limits.batchBytes() + " bytes with names, was more");
        }
        frames.writeBytes(bytes);
    }

    private BadBatchException bad(String why) {
        return new BadBatchException(new Problem(HttpResponseStatus.BAD_REQUEST, "bad-payload",
                "message " + (count + 1) + ": " + why, CloseReason.BAD_PAYLOAD));
    }

    private static BadBatchException tooLarge(String why) {
        return new BadBatchException(
                new Problem(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", why, CloseReason.TOO_LARGE));
    }
}
