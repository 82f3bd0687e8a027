package mles.dist.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import mles.dist.console.CommandException;
import mles.protocol.ChannelName;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an export, one after the other. */
final class ExportReader implements AutoCloseable {
    /** Base64 of the longest frame, and some more. */
    private static final int LONGEST = (Header.SIZE + Header.MAX_PAYLOAD) / 3 * 4 + 100;

    private final JsonParser in;
    private long number;
    private @Nullable ChannelName channel;
    private @Nullable Frame frame;

    ExportReader(InputStream input) throws IOException {
        in = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST).build()).build()
                .createParser(input);
    }

    /**
     * Goes to the first line, or the next one.
     *
     * @return whether there is one
     * @throws CommandException when it is none of an export
     */
    boolean next() throws IOException {
        number++;
        channel = null;
        frame = null;
        try {
            if (in.nextToken() == null) {
                return false;
            }
            if (!in.isExpectedStartObjectToken()) {
                throw bad("not an object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                field(in.currentName());
            }
            channel();
            frame();
            return true;
        } catch (JsonProcessingException e) {
            throw bad("not JSON of an export");
        } catch (ProtocolException e) {
            throw bad("its frame is none: " + e.getMessage());
        }
    }

    ChannelName channel() {
        if (channel == null) {
            throw bad("no channel");
        }
        return channel;
    }

    Frame frame() {
        if (frame == null) {
            throw bad("no frame");
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void field(String name) throws IOException {
        in.nextToken();
        switch (name) {
            case "channel" -> channel = new ChannelName(in.getText());
            case "frame" -> frame = Frame.copyOf(ByteBuffer.wrap(in.getBinaryValue()));
            default -> in.skipChildren();
        }
    }

    private CommandException bad(String what) {
        return new CommandException("line " + number + ": " + what);
    }
}
