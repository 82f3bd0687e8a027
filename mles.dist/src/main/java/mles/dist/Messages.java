package mles.dist;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to publish, one after the other; bytes as they are, whatever their encoding. For one thread. */
interface Messages {

    /** {@return the next one, waits for it; null at the end} */
    byte @Nullable [] next();

    /** {@return this one} */
    static Messages one(byte[] message) {
        Iterator<byte[]> all = List.of(message).iterator();
        return () -> all.hasNext() ? all.next() : null;
    }

    /** {@return each line, without its newline} */
    static Messages lines(InputStream in) {
        InputStream buffered = new BufferedInputStream(in);
        return () -> {
            try {
                return line(buffered);
            } catch (IOException e) {
                throw CommandException.unreadable("standard input", e);
            }
        };
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (octet >= 0 && octet != '\n') {
            line.write(octet);
            octet = in.read();
        }
        return line.toByteArray();
    }
}
