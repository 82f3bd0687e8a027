package mles.protocol;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The canonical encoding of messages and resyncs (SPEC 4.1). */
final class CborWriter {
    static final int MESSAGE_OVERHEAD = 21;
    /** The map, its key and an array head of up to 9 bytes. */
    static final int RESYNC_OVERHEAD = 1 + 15 + 9;
    /** The map, its key and a byte string head of up to 5 bytes. */
    static final int ITEM_OVERHEAD = 1 + 12 + 5;
    private static final int HEADS = 3 * 5;
    private static final CBORFactory FACTORY = CBORFactory.builder().disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private CborWriter() {
    }

    static ByteBuffer message(Message message) {
        byte[] uid = Utf8.encode(message.uid());
        byte[] channel = Utf8.encode(message.channel());
        ByteBuffer payload = message.payload();
        long size = (long) MESSAGE_OVERHEAD + HEADS + uid.length + channel.length + payload.remaining();
        return write(size, cbor -> {
            cbor.writeStartObject(message, 3);
            cbor.writeFieldName("uid");
            cbor.writeUTF8String(uid, 0, uid.length);
            cbor.writeFieldName("channel");
            cbor.writeUTF8String(channel, 0, channel.length);
            cbor.writeFieldName("message");
            writeBytes(cbor, payload);
            cbor.writeEndObject();
        });
    }

    static ByteBuffer resync(Resync resync) {
        long bytes = resync.items().stream().mapToLong(ByteBuffer::remaining).sum();
        return write(Resync.encodedSizeLimit(resync.items().size(), bytes), cbor -> {
            cbor.writeStartObject(resync, 1);
            cbor.writeFieldName("resync_message");
            cbor.writeStartArray(resync, resync.items().size());
            for (ByteBuffer item : resync.items()) {
                cbor.writeStartObject(item, 1);
                cbor.writeFieldName("encoded_msg");
                writeBytes(cbor, item.duplicate());
                cbor.writeEndObject();
            }
            cbor.writeEndArray();
            cbor.writeEndObject();
        });
    }

    private static ByteBuffer write(long sizeLimit, Body body) {
        if (sizeLimit - RESYNC_OVERHEAD - HEADS > Header.MAX_PAYLOAD) {
            throw tooLarge(sizeLimit);
        }
        Output out = new Output((int) sizeLimit);
        try (CBORGenerator cbor = FACTORY.createGenerator(out)) {
            body.write(cbor);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        if (out.size() > Header.MAX_PAYLOAD) {
            throw tooLarge(out.size());
        }
        return out.bytes();
    }

    private static void writeBytes(CBORGenerator cbor, ByteBuffer bytes) throws IOException {
        if (bytes.hasArray()) {
            cbor.writeBinary(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            cbor.writeBinary(copy);
        }
    }

    private static ProtocolException tooLarge(long size) {
        return new ProtocolException(Fault.TOO_LARGE,
                "an encoding of about " + size + " bytes where at most " + Header.MAX_PAYLOAD + " are allowed");
    }

    private interface Body {
        void write(CBORGenerator cbor) throws IOException;
    }

    private static final class Output extends ByteArrayOutputStream {
        Output(int capacity) {
            super(capacity);
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count).slice();
        }
    }
}
