package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is encoded comes back, and a second decoder reads the same (SPEC 4.1). */
class CodecProperties {
    private static final CBORFactory FACTORY = new CBORFactory();

    @Property(tries = 2000)
    void messageRoundTrip(@ForAll long seed) {
        Message message = new Samples(seed).message();
        ByteBuffer encoded = message.encode();
        assertEquals(message, Message.decode(encoded));
        assertEquals(message, FirstPayload.decode(encoded));
    }

    @Property(tries = 1000)
    void resyncRoundTrip(@ForAll long seed) {
        Resync resync = new Resync(new Samples(seed).items());
        ByteBuffer encoded = resync.encode();
        assertEquals(resync, Resync.decode(encoded));
        long bytes = resync.items().stream().mapToLong(ByteBuffer::remaining).sum();
        assertTrue(encoded.remaining() <= Resync.encodedSizeLimit(resync.items().size(), bytes));
    }

    @Property(tries = 1000)
    void resyncOfFramesRoundTrip(@ForAll long seed) {
        List<Frame> frames = new Samples(seed).frames(6);
        ByteBuffer encoded = Resync.of(frames).encode();
        assertEquals(frames, Resync.decode(encoded).frames());
        if (!frames.isEmpty()) {
            assertEquals(Resync.of(frames), FirstPayload.decode(encoded));
        }
    }

    @Property(tries = 1000)
    void anotherDecoderReadsTheSameMessage(@ForAll long seed) throws IOException {
        Message message = new Samples(seed).message();
        try (CBORParser cbor = FACTORY.createParser(Samples.bytes(message.encode()))) {
            assertEquals(JsonToken.START_OBJECT, cbor.nextToken());
            assertEquals("uid", cbor.nextFieldName());
            assertEquals(message.uid(), cbor.nextTextValue());
            assertEquals("channel", cbor.nextFieldName());
            assertEquals(message.channel(), cbor.nextTextValue());
            assertEquals("message", cbor.nextFieldName());
            cbor.nextToken();
            assertEquals(message.payload(), ByteBuffer.wrap(cbor.getBinaryValue()));
            assertEquals(JsonToken.END_OBJECT, cbor.nextToken());
            assertNull(cbor.nextToken());
        }
        assertEquals(message, Message.decode(message.encode()));
    }

    @Property(tries = 1000)
    void anotherDecoderReadsTheSameResync(@ForAll long seed) throws IOException {
        Resync resync = new Resync(new Samples(seed).items());
        List<ByteBuffer> items = new ArrayList<>();
        try (CBORParser cbor = FACTORY.createParser(Samples.bytes(resync.encode()))) {
            assertEquals(JsonToken.START_OBJECT, cbor.nextToken());
            assertEquals("resync_message", cbor.nextFieldName());
            assertEquals(JsonToken.START_ARRAY, cbor.nextToken());
            while (cbor.nextToken() == JsonToken.START_OBJECT) {
                assertEquals("encoded_msg", cbor.nextFieldName());
                cbor.nextToken();
                items.add(ByteBuffer.wrap(cbor.getBinaryValue()));
                assertEquals(JsonToken.END_OBJECT, cbor.nextToken());
            }
            assertEquals(JsonToken.END_OBJECT, cbor.nextToken());
            assertNull(cbor.nextToken());
        }
        assertEquals(items, Resync.decode(resync.encode()).items());
    }
}
