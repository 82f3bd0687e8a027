package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Objects;
import mles.server.spi.RelayEntry;
import org.junit.jupiter.api.Test;

class HeldEntriesTest {
    private final HeldEntries held = new HeldEntries();

    @Test
    void entriesBehindAPlaceComeInOrder() {
        for (int i = 1; i <= 5; i++) {
            held.add(live(i, 10));
        }
        LiveEntry third = next(2);
        assertEquals(3, third.number());
        held.putBack(third);
        assertEquals(3, next(2).number());
        assertNull(held.next(5));
        assertEquals(0, held.lost());
    }

    @Test
    void oldestGoWhenTheyAreTooMany() {
        for (int i = 1; i <= 1000; i++) {
            held.add(live(i, 10));
        }
        assertTrue(held.lost() > 500 && held.lost() < 1000);
        assertEquals(held.lost() + 1, next(0).number());
    }

    @Test
    void oldestGoWhenTheyAreTooLarge() {
        held.add(live(1, 2 << 20));
        assertEquals(0, held.lost());
        held.add(live(2, 1 << 20));
        assertEquals(1, held.lost());
        held.add(live(3, 1));
        assertEquals(2, held.lost());
    }

    private LiveEntry next(long last) {
        return Objects.requireNonNull(held.next(last));
    }

    private static LiveEntry live(long number, int bytes) {
        return new LiveEntry(number, number - 1,
                new DatedEntry(new RelayEntry(RelayEntry.Kind.MESSAGES, 1, number, ByteBuffer.allocate(bytes), 1), 0));
    }
}
