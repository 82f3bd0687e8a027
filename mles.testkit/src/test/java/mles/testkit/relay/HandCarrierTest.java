package mles.testkit.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySink;
import mles.server.spi.Retention;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mishaps that a test can cause in the engine in memory, which it drives by hand. */
class HandCarrierTest {
    private static final ChannelName LAB = new ChannelName("lab");

    private final HandCarrier carrier = new HandCarrier();
    private final MemoryPlace place = new MemoryPlace(carrier, new Retention(5, 1 << 20, Duration.ZERO), 100, () -> 7);
    private final MemoryRelay relay = place.relay();
    private final List<String> told = new ArrayList<>();
    private final RelayChannel channel = relay.open(LAB, new RelaySink() {
        @Override
        public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
            return told.add("entry " + at.number() + " behind " + before.number() + ", batch " + entry.batch());
        }

        @Override
        public void live(Position last) {
            told.add("live " + last.number());
        }

        @Override
        public void lost(Position before) {
            told.add("lost " + before.number());
        }

        @Override
        public void failed(String why) {
            told.add("failed");
        }
    });

    @BeforeEach
    void start() throws IOException {
        relay.start(new RelayListener() {
            @Override
            public void up() {
                told.add("up");
            }

            @Override
            public void down(String why) {
                told.add("down: " + why);
            }
        });
    }

    @Test
    void nothingComesUnlessItIsDelivered() {
        channel.tail(Position.START);
        propose(1);
        assertEquals(List.of(), told);
        carrier.deliverAll(100);
        assertEquals(List.of("entry 1 behind 0, batch 1", "live 0", "stored 1"), told.stream().sorted().toList());
        assertTrue(carrier.isEmpty());
    }

    @Test
    void aLostProposalFails() {
        propose(1);
        carrier.lose(only(Parcel.Kind.PROPOSAL));
        assertEquals(List.of("not stored 1"), told);
        assertEquals(0, place.entries(LAB).size());
    }

    @Test
    void anEntryIsTakenThoughItsAnswerIsLost() {
        propose(1);
        carrier.deliver(only(Parcel.Kind.PROPOSAL));
        carrier.lose(only(Parcel.Kind.ANSWER));
        propose(1);
        carrier.deliverAll(100);
        assertEquals(List.of("not stored 1", "stored 1"), told);
        assertEquals(1, place.entries(LAB).size());
    }

    @Test
    void aDelayedProposalFailsAndArrives() {
        propose(1);
        carrier.delay(only(Parcel.Kind.PROPOSAL));
        propose(1);
        carrier.deliverAll(100);
        assertEquals(List.of("not stored 1", "stored 1"), told);
        assertEquals(1, place.entries(LAB).size());
    }

    @Test
    void liveEntriesAreLostRepeatedAndReordered() {
        live();
        carrier.lose(live(1));
        carrier.deliver(live(2));
        carrier.repeat(live(0));
        carrier.delay(live(0));
        carrier.deliverAll(100);
        assertEquals(List.of("entry 4 behind 3, batch 4", "entry 1 behind 0, batch 1", "entry 3 behind 2, batch 3",
                "entry 1 behind 0, batch 1"), told);
    }

    @Test
    void aTailThatIsLostHasFailed() {
        live();
        channel.tail(new Position(1, 1));
        carrier.deliver(only(Parcel.Kind.TAIL));
        carrier.ready(Parcel.Kind.LIVE).forEach(carrier::deliver);
        carrier.deliver(only(Parcel.Kind.STORED));
        carrier.lose(only(Parcel.Kind.STORED));
        carrier.deliverAll(100);
        assertEquals(List.of("entry 2 behind 1, batch 2", "failed"), told);
    }

    @Test
    void aLeaderThatIsLostFailsAllProposals() {
        Random random = new Random(1);
        for (int i = 1; i <= 100; i++) {
            propose(i);
            carrier.loseLeader(random);
            carrier.deliverAll(100);
            assertEquals("not stored " + i, told.getLast());
        }
        long taken = place.last(LAB).number();
        assertTrue(taken > 20 && taken < 80, taken + " were taken");
    }

    @Test
    void anEngineThatIsDownFailsAll() {
        propose(1);
        place.down("test");
        assertThrows(IOException.class, () -> place.relay().start(new Ignorant()));
        channel.tail(Position.START);
        carrier.deliverAll(100);
        assertEquals(List.of("down: test", "failed", "not stored 1"), told.stream().sorted().toList());
        place.up();
        propose(1);
        carrier.deliverAll(100);
        assertEquals(List.of("stored 1", "up"), told.subList(3, 5).stream().sorted().toList());
    }

    @Test
    void aResetBeginsAnEpoch() {
        live();
        carrier.deliverAll(100);
        place.reset(2);
        told.clear();
        assertEquals(new Position(2, 2), place.last(LAB));
        propose(5);
        carrier.deliverAll(100);
        channel.tail(new Position(1, 4));
        carrier.deliverAll(100);
        assertEquals(List.of("entry 3 behind 2, batch 5", "stored 5", "entry 1 behind 4, batch 1",
                "entry 2 behind 1, batch 2", "entry 3 behind 2, batch 5", "live 3"), told.stream().toList());
    }

    @Test
    void aDeadServerIsToldNothing() {
        live();
        propose(5);
        relay.die();
        carrier.deliverAll(100);
        assertEquals(List.of(), told);
        assertEquals(5, place.entries(LAB).size());
    }

    @Test
    void entriesThatWerePushedOutAreToldAsLost() {
        for (int i = 1; i <= 9; i++) {
            propose(i);
            carrier.deliverAll(100);
        }
        told.clear();
        channel.tail(new Position(1, 2));
        carrier.deliverAll(3);
        assertEquals(List.of("lost 4", "entry 5 behind 4, batch 5"), told);
    }

    @Test
    void theNextProposalComesBehindTheEntryItself() {
        live();
        carrier.deliverAll(100);
        told.clear();
        propose(5);
        carrier.deliver(only(Parcel.Kind.PROPOSAL));
        carrier.deliver(only(Parcel.Kind.LIVE));
        propose(6);
        carrier.deliver(only(Parcel.Kind.ANSWER));
        assertThrows(IllegalStateException.class, () -> propose(7));
        carrier.deliverAll(100);
        assertEquals(List.of("entry 5 behind 4, batch 5", "entry 6 behind 5, batch 6", "stored 5", "stored 6"),
                told.stream().sorted().toList());
    }

    @Test
    void misuseIsRefused() {
        propose(1);
        assertThrows(IllegalStateException.class, () -> propose(2));
        channel.close();
        assertThrows(IllegalStateException.class, () -> channel.tail(Position.START));
    }

    /** Takes no notice. */
    private static final class Ignorant implements RelayListener {
        @Override
        public void up() {
        }

        @Override
        public void down(String why) {
        }
    }

    /** Four entries are on their way to a channel that is live. */
    private void live() {
        channel.tail(Position.START);
        carrier.deliverAll(100);
        for (int i = 1; i <= 4; i++) {
            place.take(LAB, entry(i));
        }
        assertEquals(4, carrier.pending().size());
        told.clear();
    }

    private Parcel live(int index) {
        return carrier.ready(Parcel.Kind.LIVE).get(index);
    }

    private Parcel only(Parcel.Kind kind) {
        List<Parcel> ready = carrier.ready(kind);
        assertEquals(1, ready.size());
        return ready.getFirst();
    }

    private void propose(int batch) {
        channel.propose(entry(batch), new Ack() {
            @Override
            public void stored() {
                told.add("stored " + batch);
            }

            @Override
            public void failed(Exception cause) {
                told.add("not stored " + batch);
            }
        });
    }

    private static RelayEntry entry(int batch) {
        return new RelayEntry(RelayEntry.Kind.MESSAGES, 9, batch, ByteBuffer.allocate(20).asReadOnlyBuffer(), 1);
    }
}
