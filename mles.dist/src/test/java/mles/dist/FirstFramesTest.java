package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mles.protocol.ConnectionId;
import mles.protocol.FirstPayload;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden first frames over a socket (SPEC 3.5, 5.5, 10). */
@BothTransports
class FirstFramesTest {
    private static final String OBSERVER = "an observer";
    private static final String CHANNEL = "lab";

    private final Transport transport;

    FirstFramesTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void allAreHere() throws IOException {
        assertEquals(23, cases().size());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void verdict(Map<String, String> example) {
        String channel = example.getOrDefault("channel", CHANNEL);
        byte[] first = Frames.hex(Objects.requireNonNull(example.get("frame_hex")));
        try (TestServer server = TestServer.start(transport);
                Wire observer = server.join(OBSERVER, channel);
                Wire newcomer = server.connect()) {
            newcomer.offer(first);
            if ("accept".equals(example.get("required"))) {
                assertEquals(items(first), observer.next(items(first).size()));
                assertEquals(Frames.message(OBSERVER, channel, ""), newcomer.next());
                observer.send(Frames.message(OBSERVER, channel, "marker"));
                assertEquals("marker", newcomer.nextText());
                ConnectionId cid = ConnectionId.parse(Objects.requireNonNull(example.get("cid")));
                assertTrue(server.server().evict(channel, cid), "registered under another id");
                newcomer.awaitSilentEnd();
            } else {
                newcomer.awaitSilentEnd();
                assertEquals(1, server.stats().joins());
                server.join("a marker", channel).close();
                assertEquals(Frames.message("a marker", channel, ""), observer.next());
            }
        }
    }

    private static List<Frame> items(byte[] first) {
        Frame frame = Frame.copyOf(ByteBuffer.wrap(first));
        return switch (FirstPayload.decode(frame.payload())) {
            case Message message -> List.of(frame);
            case Resync resync -> resync.frames();
        };
    }

    /** Each case is flat: names and scalars. */
    static List<Map<String, String>> cases() throws IOException {
        List<Map<String, String>> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(FirstFramesTest.class.getResourceAsStream("vectors.json"));
                JsonParser json = new JsonFactory().createParser(in)) {
            json.nextToken();
            while (!"first_frame".equals(json.nextFieldName())) {
                json.nextToken();
                json.skipChildren();
            }
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                Map<String, String> fields = new HashMap<>();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    fields.put(name, json.getText());
                }
                cases.add(fields);
            }
        }
        return cases;
    }
}
