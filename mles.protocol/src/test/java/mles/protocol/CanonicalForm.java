package mles.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** SPEC 4.1 written down a second time, to compare with. */
final class CanonicalForm {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CanonicalForm() {
    }

    static byte[] of(Message message) {
        CanonicalForm form = new CanonicalForm();
        form.out.write(0xa3);
        form.string(0x60, utf8("uid"));
        form.string(0x60, utf8(message.uid()));
        form.string(0x60, utf8("channel"));
        form.string(0x60, utf8(message.channel()));
        form.string(0x60, utf8("message"));
        form.string(0x40, Samples.bytes(message.payload()));
        return form.out.toByteArray();
    }

    static byte[] of(Resync resync) {
        CanonicalForm form = new CanonicalForm();
        form.out.write(0xa1);
        form.string(0x60, utf8("resync_message"));
        form.head(0x80, resync.items().size());
        for (ByteBuffer item : resync.items()) {
            form.out.write(0xa1);
            form.string(0x60, utf8("encoded_msg"));
            form.string(0x40, Samples.bytes(item));
        }
        return form.out.toByteArray();
    }

    private void string(int type, byte[] content) {
        head(type, content.length);
        out.writeBytes(content);
    }

    private void head(int type, int argument) {
        if (argument < 24) {
            out.write(type | argument);
        } else if (argument < 0x100) {
            out.write(type | 24);
            out.write(argument);
        } else if (argument < 0x1_0000) {
            out.write(type | 25);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) argument).array());
        } else {
            out.write(type | 26);
            out.writeBytes(ByteBuffer.allocate(4).putInt(argument).array());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
