package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void messagesHaveRoomBesideAllExpendables() {
        Room room = Room.of(new Retention(500, 1, Duration.ZERO));
        assertTrue(room.entries() - room.expendables() >= 500);
        assertEquals(Duration.ZERO, room.age());
    }

    @Test
    void noLimitIsNone() {
        assertEquals(-1, Room.of(Retention.ALL).entries());
    }

    @Test
    void shortAgeIsLengthened() {
        assertEquals(StreamPlan.DUPLICATES, Room.of(new Retention(5, 1, Duration.ofSeconds(5))).age());
        assertEquals(Duration.ofHours(1), Room.of(new Retention(5, 1, Duration.ofHours(1))).age());
    }

    @Test
    void streamGrowsAndNeverShrinks() {
        StreamPlan small = plan(new Retention(10, 1, Duration.ofHours(1)));
        StreamPlan large = plan(new Retention(1000, 1, Duration.ZERO));
        StreamConfiguration there = small.configuration(0, StreamMark.next(1), 1);
        assertFalse(small.isTooSmall(there));
        assertTrue(large.isTooSmall(there));
        StreamConfiguration grown = large.enlarged(there);
        assertFalse(large.isTooSmall(grown));
        assertFalse(small.isTooSmall(grown));
        assertEquals(large.room().entries(), grown.getMaxMsgsPerSubject());
    }

    @Test
    void markComesBack() {
        StreamMark mark = StreamMark.next(64);
        assertEquals(mark, StreamMark.parse(mark.toString()).orElseThrow());
        assertTrue(StreamMark.parse(null).isEmpty());
        assertTrue(StreamMark.parse("of another program").isEmpty());
    }

    private static StreamPlan plan(Retention keep) {
        return new StreamPlan("mles", 1, Room.of(keep));
    }
}
