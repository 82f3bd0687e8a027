package mles.websocket.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.spi.Position;
import mles.server.transport.WireFormat;
import mles.testkit.Envelopes;
import org.junit.jupiter.api.Test;

/** Holds the examples of docs/websocket-2.md to what is sent and understood. */
class EnvelopeExamplesTest {
    private static final Path PAGE = Path.of("..", "docs", "websocket-2.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^    (\\{.*})\n    ([0-9a-f]+)$");
    private static final Pattern PAYLOADS = Pattern.compile("(?m)^    (a3[0-9a-f]+)\n    (a3[0-9a-f]+)$");
    private static final Position POSITION = new Position(255, 41);
    private static final ByteBuffer HI = Message.of("ann", "lab", "hi").encode();

    /** An example: what its map says, and its bytes. */
    private record Example(String text, String hex) {
        private ByteBuf bytes() {
            return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        }
    }

    @Test
    void theMapsAreTheBytes() throws IOException {
        for (Example example : examples()) {
            String text = example.text.replaceAll("\"(\\w+)\": ", "$1=").replaceAll("h'(\\w*)'|\"([\\w-]*)\"", "$1$2");
            assertEquals(text, Envelopes.text(example.bytes().nioBuffer()));
        }
    }

    @Test
    void payloads() throws IOException {
        MatchResult found = PAYLOADS.matcher(Files.readString(PAGE)).results().findFirst().orElseThrow();
        assertEquals(ByteBufUtil.hexDump(Unpooled.wrappedBuffer(HI)), found.group(1));
        assertEquals(ByteBufUtil.hexDump(Unpooled.wrappedBuffer(Message.of("ann", "lab", "").encode())),
                found.group(2));
    }

    @Test
    void clientsAreUnderstood() throws IOException {
        List<Envelope> read = examples().subList(0, 6).stream()
                .map(example -> EnvelopeReader.read(example.bytes().nioBuffer())).toList();
        assertEquals(List.of(new Envelope.Join(1, new Envelope.Payload(11, 32), false, null),
                new Envelope.Join(1, new Envelope.Payload(11, 30), true, null),
                new Envelope.Join(70_000, new Envelope.Payload(15, 30), false, POSITION),
                new Envelope.Publish(1, new Envelope.Payload(14, 32), Envelope.Publish.NO_ANSWER),
                new Envelope.Publish(1, new Envelope.Payload(14, 32), 300), new Envelope.Leave(1)), read);
    }

    @Test
    void theServerSendsThese() throws IOException {
        List<String> sent = new ArrayList<>();
        for (Answer answer : List.of(new Answer.Hello(12_000), new Answer.Joined(1, POSITION, 255, 42, false),
                new Answer.Joined(1, POSITION, 255, 7, true), new Answer.Joined(1, POSITION, 0xc0de, 42, false),
                new Answer.Refused(1, CloseReason.DUPLICATE_CID, true),
                new Answer.Published(300, 43), new Answer.Left(1, CloseReason.LEFT, false), new Answer.Alive())) {
            ByteBuf out = Unpooled.buffer();
            answer.write(out);
            assertEquals(0x82, out.readUnsignedByte());
            assertEquals(out.readUnsignedByte(), out.readableBytes());
            sent.add(ByteBufUtil.hexDump(out));
        }
        sent.add(5, message());
        assertEquals(examples().subList(6, 15).stream().map(Example::hex).toList(), sent);
    }

    private static String message() {
        ByteBuf frame = Unpooled.buffer().writeZero(Header.SIZE).writeBytes(HI.duplicate());
        WireFormat.Encoder encoder = EnvelopeFormat.INSTANCE.encoder();
        encoder.place(1, 42, 1_764_374_400_000L);
        ByteBuf out = Unpooled.buffer();
        assertEquals(2 + 59, encoder.size(frame, 0, frame.readableBytes()));
        encoder.encode(frame, 0, frame.readableBytes(), (from, at, bytes) -> out.writeBytes(from, at, bytes));
        return ByteBufUtil.hexDump(out.skipBytes(2));
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = EXAMPLE.matcher(Files.readString(PAGE)).results()
                .map(found -> new Example(found.group(1), found.group(2))).toList();
        assertEquals(15, examples.size());
        return examples;
    }
}
