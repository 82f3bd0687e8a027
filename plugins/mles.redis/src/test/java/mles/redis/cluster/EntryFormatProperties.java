package mles.redis.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import mles.server.spi.RelayEntry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Text beside frames: what is written is read, and anything else is none of ours. */
class EntryFormatProperties {
    @Property
    void whatIsWrittenIsRead(@ForAll RelayEntry.Kind kind, @ForAll long origin, @ForAll @LongRange(min = 1) long batch,
            @ForAll int count, @ForAll byte[] frames, @ForAll long epoch,
            @ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long number) {
        RelayEntry entry = new RelayEntry(kind, origin, batch, ByteBuffer.wrap(frames).asReadOnlyBuffer(), count);
        String head = EntryHead.of(entry) + " 1790000000000 12 10";
        EntryHead expected = new EntryHead(kind, origin, batch, count, 1_790_000_000_000L, 12, 10);
        assertEquals(Optional.of(expected), EntryHead.parse(head));
        assertEquals(entry, expected.entry(entry.frames()));
        PlacedEntry placed = new PlacedEntry(number, expected, entry.frames());
        assertEquals(Optional.of(new LiveEntry(epoch, placed)),
                LiveEntry.parse(joined(epoch + " " + number + " " + head + "\n", frames)));
        assertEquals(Optional.of(placed),
                PlacedEntry.stored(number + "-0", List.of(bytes("e"), bytes(head), bytes("f"), frames)));
    }

    @Property
    void anythingElseIsNoneOfOurs(@ForAll byte[] some, @ForAll String text) {
        assertTrue(LiveEntry.parse(some).isEmpty());
        assertTrue(LiveEntry.parse(bytes(text + "\n")).isEmpty());
        assertTrue(EntryHead.parse(text).isEmpty());
        assertTrue(PlacedEntry.stored("1-0", List.of(bytes("e"), some, bytes("f"), some)).isEmpty());
        assertTrue(PlacedEntry.stored(text, List.of(some, some)).isEmpty());
    }

    @Property
    void aPageIsReadOrRefused(@ForAll byte[] epoch, @ForAll byte[] newest, @ForAll byte[] some) {
        List<Object> answer = List.of(epoch, newest, List.of(List.of(some, List.of(some, some))), 1L);
        try {
            assertTrue(Page.of(answer).entries().isEmpty());
        } catch (IOException e) {
            assertEquals("expected numbers of Mles, was something else; use another prefix", e.getMessage());
        }
    }

    private static byte[] joined(String line, byte[] frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes(line));
        all.writeBytes(frames);
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
