package mles.testkit;

import java.nio.ByteBuffer;
import java.util.Random;
import mles.protocol.Message;
import mles.protocol.Resync;

/** Encodings of messages and resyncs: the one that must be produced (SPEC 4.1), and any that must be read (SPEC 4.2). */
public final class Spelling {
    private Spelling() {
    }

    /** {@return the one encoding that may be produced} */
    public static byte[] canonical(Message message) {
        CborOut out = new CborOut();
        out.head(CborOut.MAP, 3);
        out.text("uid");
        out.text(message.uid());
        out.text("channel");
        out.text(message.channel());
        out.text("message");
        out.string(CborOut.BYTES, CborOut.bytes(message.payload()));
        return out.toByteArray();
    }

    /** {@return the one encoding that may be produced} */
    public static byte[] canonical(Resync resync) {
        CborOut out = new CborOut();
        out.head(CborOut.MAP, 1);
        out.text("resync_message");
        out.head(CborOut.ARRAY, resync.items().size());
        for (ByteBuffer item : resync.items()) {
            out.head(CborOut.MAP, 1);
            out.text("encoded_msg");
            out.string(CborOut.BYTES, CborOut.bytes(item));
        }
        return out.toByteArray();
    }

    /** {@return one of the encodings that must be read as {@code message}, as {@code random} picks it} */
    public static byte[] any(Message message, Random random) {
        Speller speller = new Speller(random);
        speller.struct(speller.fields(message));
        return speller.toByteArray();
    }

    /** {@return one of the encodings that must be read as {@code resync}, as {@code random} picks it} */
    public static byte[] any(Resync resync, Random random) {
        Speller speller = new Speller(random);
        speller.struct(speller.fields(resync));
        return speller.toByteArray();
    }
}
