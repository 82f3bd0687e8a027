package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.impl.Headers;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryHeadersTest {
    @ParameterizedTest
    @EnumSource
    void eachKindComesBack(RelayEntry.Kind kind) {
        RelayEntry entry = new RelayEntry(kind, Long.MIN_VALUE + 7, 12, ByteBuffer.wrap(new byte[]{1, 2}), 3);
        Headers headers = headers(entry, "c");
        assertEquals(Optional.of(entry), EntryHeaders.entry(headers, new byte[]{1, 2}).map(DatedEntry::entry));
        assertEquals(kind == RelayEntry.Kind.CLEAR, headers.containsKey("Nats-Rollup"));
    }

    @Test
    void idTellsChannelsAndBatchesApart() {
        assertEquals(4, Stream.of(headers(entry(1, 1), "a"), headers(entry(1, 1), "b"),
                headers(entry(1, 2), "a"), headers(entry(2, 1), "a")).map(h -> h.getFirst("Nats-Msg-Id")).distinct()
                .count());
    }

    @Test
    void headersOfAnyNameFit() {
        assertTrue(headers(entry(Long.MAX_VALUE, Long.MAX_VALUE), "\n\u00e4".repeat(5000)).serializedLength()
                + 512 < EntryHeaders.LONGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MESSAGES", "OTHER 0000000000000001 1 1 1", "MESSAGES x 1 1 1",
            "MESSAGES 0000000000000001 1 1 1 1"})
    void otherMessagesAreNoEntries(String text) {
        assertEquals(Optional.empty(), EntryHeaders.entry(new Headers().add(EntryHeaders.ENTRY, text), new byte[0]));
        assertEquals(Optional.empty(), EntryHeaders.entry(null, null));
    }

    private static RelayEntry entry(long origin, long batch) {
        return new RelayEntry(RelayEntry.Kind.MESSAGES, origin, batch, ByteBuffer.allocate(0), 1);
    }

    private static Headers headers(RelayEntry entry, String channel) {
        ChannelName name = new ChannelName(channel);
        return EntryHeaders.of(entry, name, ChannelSubject.of(name, 8));
    }
}
