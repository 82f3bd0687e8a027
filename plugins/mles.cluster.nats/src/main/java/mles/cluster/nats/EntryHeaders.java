package mles.cluster.nats;

import io.nats.client.impl.Headers;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import mles.protocol.ChannelName;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/** Headers of an entry's message. */
final class EntryHeaders {
    /** Bytes that headers of ours and of NATS take at most, beside a name of a channel, which is in a frame as well. */
    static final int LONGEST = 2048;
    static final String ENTRY = "Mles-Entry";
    private static final String CHANNEL = "Mles-Channel";
    private static final String MESSAGE_ID = "Nats-Msg-Id";
    private static final String ROLLUP = "Nats-Rollup";
    private static final String ONE_SUBJECT = "sub";
    private static final int PARTS = 5;
    private static final int LONGEST_NAME = 256;

    private EntryHeaders() {
    }

    static Headers of(RelayEntry entry, ChannelName channel, ChannelSubject subject) {
        String origin = HexFormat.of().toHexDigits(entry.origin());
        Headers headers = new Headers()
                .add(MESSAGE_ID, origin + "-" + entry.batch() + "-" + subject.id())
                .add(ENTRY, entry.kind() + " " + origin + " " + entry.batch() + " " + entry.count() + " "
                        + System.currentTimeMillis());
        if (subject.isCut()) {
            headers.add(CHANNEL, printable(channel.text()));
        }
        if (entry.kind() == RelayEntry.Kind.CLEAR) {
            dropOlder(headers);
        }
        return headers;
    }

    /** Has NATS drop all older messages of the subject in the step that stores this one. */
    static Headers dropOlder(Headers headers) {
        return headers.add(ROLLUP, ONE_SUBJECT);
    }

    /** {@return the entry that a message is; empty when it is none of ours} */
    static Optional<DatedEntry> entry(@Nullable Headers headers, byte @Nullable [] body) {
        String text = headers == null ? null : headers.getFirst(ENTRY);
        String[] parts = text == null ? new String[0] : text.split(" ", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            ByteBuffer frames = ByteBuffer.wrap(body == null ? new byte[0] : body);
            RelayEntry entry = new RelayEntry(RelayEntry.Kind.valueOf(parts[0]),
                    HexFormat.fromHexDigitsToLong(parts[1]),
                    Long.parseLong(parts[2]), frames, Integer.parseInt(parts[3]));
            return Optional.of(new DatedEntry(entry, Long.parseLong(parts[4])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@return the beginning of a name, for readers of messages only} */
    private static String printable(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), LONGEST_NAME); i++) {
            char c = name.charAt(i);
            text.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return text.toString();
    }
}
