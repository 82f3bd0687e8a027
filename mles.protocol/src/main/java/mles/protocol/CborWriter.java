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
    /** A map of three and its keys. */
    private static final int MESSAGE_OVERHEAD = 21;
    /** A map of one and its key. */
    private static final int RESYNC_OVERHEAD = 1 + 15;
    /** A map of one and its key. */
    private static final int ITEM_OVERHEAD = 1 + 12;
    private static final int LARGEST_HEAD = 5;
    private static final CBORFactory FACTORY = CBORFactory.builder().disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private CborWriter() {
    }

    static ByteBuffer message(Message message) {
        byte[] uid = Utf8.encode(message.uid());
        byte[] channel = Utf8.encode(message.channel());
        ByteBuffer payload = message.payload();
        long size = MESSAGE_OVERHEAD + sized(uid.length) + sized(channel.length) + sized(payload.remaining());
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
        long bytes = resync.items().stream().mapToLong(item -> ITEM_OVERHEAD + sized(item.remaining())).sum();
        return write(RESYNC_OVERHEAD + head(resync.items().size()) + bytes, cbor -> {
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

    /** {@return the largest size of a resync of {@code items} items of {@code bytes} bytes in all} */
    static long resyncSizeLimit(int items, long bytes) {
        return RESYNC_OVERHEAD + LARGEST_HEAD + (long) items * (ITEM_OVERHEAD + LARGEST_HEAD) + bytes;
    }

    private static ByteBuffer write(long size, Body body) {
        if (size > Header.MAX_PAYLOAD) {
            throw new ProtocolException(Fault.TOO_LARGE, Header.tooLarge(size, Header.MAX_PAYLOAD));
        }
        Output out = new Output((int) size);
        try (CBORGenerator cbor = FACTORY.createGenerator(out)) {
            body.write(cbor);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.bytes();
    }

    /** {@return the size of a string of {@code length} bytes with its head} */
    private static long sized(int length) {
        return (long) head(length) + length;
    }

    private static int head(int argument) {
        return argument < 24 ? 1 : argument <= 0xff ? 2 : argument <= 0xffff ? 3 : LARGEST_HEAD;
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

    private interface Body {
        void write(CBORGenerator cbor) throws IOException;
    }

    private static final class Output extends ByteArrayOutputStream {
        Output(int capacity) {
            super(capacity);
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
