package mles.redis.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Objects;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.Test;

class HeldEntriesTest {
    private final HeldEntries held = new HeldEntries();

    @Test
    void entriesBehindAPlaceComeInOrder() {
        for (int i = 1; i <= 5; i++) {
            held.add(entry(i, 10));
        }
        assertEquals(3, next(2));
        assertEquals(3, next(2));
        assertEquals(4, next(3));
        assertNull(held.next(5));
        assertEquals(0, held.dropped());
    }

    @Test
    void allGoWhenTheyAreTooMany() {
        for (int i = 1; i <= 257; i++) {
            held.add(entry(i, 10));
        }
        assertEquals(256, held.dropped());
        assertEquals(257, next(0));
    }

    @Test
    void allGoWhenTheyAreTooLarge() {
        held.add(entry(1, 2 << 20));
        assertEquals(0, held.dropped());
        held.add(entry(2, 10));
        assertEquals(1, held.dropped());
        assertEquals(2, next(0));
    }

    private long next(long last) {
        return Objects.requireNonNull(held.next(last)).number();
    }

    private static PlacedEntry entry(long number, int bytes) {
        return new PlacedEntry(number, new EntryHead(RelayEntry.Kind.MESSAGES, 1, number, 1, 0, number - 1, number - 1),
                ByteBuffer.allocate(bytes));
    }
}
