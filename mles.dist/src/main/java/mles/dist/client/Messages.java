package mles.dist.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import mles.dist.console.CommandException;
import mles.protocol.Header;
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

    /** {@return {@code first}, then {@code rest}} */
    static Messages before(byte[] first, Messages rest) {
        Messages one = one(first);
        return () -> {
            byte[] next = one.next();
            return next == null ? rest.next() : next;
        };
    }

    /** {@return those of {@code all} that are not empty} */
    static Messages contents(Messages all) {
        return () -> {
            byte[] next = all.next();
            while (next != null && next.length == 0) {
                next = all.next();
            }
            return next;
        };
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

    /**
     * {@return all bytes of {@code in}}
     *
     * @throws CommandException when they are more than one message can have
     */
    static byte[] whole(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Header.MAX_PAYLOAD + 1);
        if (bytes.length > Header.MAX_PAYLOAD) {
            throw tooLong(name);
        }
        return bytes;
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (octet >= 0 && octet != '\n') {
            if (line.size() == Header.MAX_PAYLOAD) {
                throw tooLong("standard input: a line");
            }
            line.write(octet);
            octet = in.read();
        }
        return line.toByteArray();
    }

    private static CommandException tooLong(String name) {
        return new CommandException(
                name + ": expected at most " + Header.MAX_PAYLOAD + " bytes for one message, was more");
    }
}
