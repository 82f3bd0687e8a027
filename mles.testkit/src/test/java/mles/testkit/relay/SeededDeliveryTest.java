package mles.testkit.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three servers that ask again agree, whatever the engine in memory does to them; a seed tells it all. */
class SeededDeliveryTest {
    private static final ChannelName LAB = new ChannelName("lab");
    private static final Mishaps MISHAPS = new Mishaps(10, 10, 10, 10);
    private static final int BATCHES = 50;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void allTakeTheSame(long seed) {
        List<Taker> takers = run(seed);
        assertEquals(takers.get(0).taken, takers.get(1).taken);
        assertEquals(takers.get(0).taken, takers.get(2).taken);
        for (Taker taker : takers) {
            List<Long> own = takers.getFirst().taken.stream().filter(entry -> entry.origin() == taker.origin)
                    .map(RelayEntry::batch).toList();
            assertEquals(LongStream.rangeClosed(1, BATCHES).boxed().toList(), own);
        }
    }

    @Test
    void aSeedGivesTheSameRun() {
        assertEquals(log(run(1)), log(run(1)));
        assertNotEquals(log(run(1)), log(run(2)));
    }

    private static List<String> log(List<Taker> takers) {
        return takers.stream().flatMap(taker -> taker.log.stream()).toList();
    }

    private static List<Taker> run(long seed) {
        HandCarrier carrier = new HandCarrier();
        MemoryPlace place = new MemoryPlace(carrier, Retention.ALL, 100, () -> 0);
        List<Taker> takers = Stream.of(1, 2, 3).map(origin -> new Taker(origin, place.relay())).toList();
        Random random = new Random(seed);
        SeededDelivery delivery = new SeededDelivery(carrier, random);
        while (delivery.step(MISHAPS)) {
            if (random.nextInt(100) == 0) {
                carrier.loseLeader(random);
            }
        }
        takers.forEach(Taker::ask);
        carrier.deliverAll(100_000);
        return takers;
    }

    /** A server, as simple as one can be. */
    private static final class Taker implements RelaySink, Ack {
        private final List<RelayEntry> taken = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private final long origin;
        private final RelayChannel channel;
        private Position last = Position.START;
        private long batch = 1;

        Taker(long origin, MemoryRelay relay) {
            this.origin = origin;
            this.channel = relay.open(LAB, this);
            ask();
            propose();
        }

        void ask() {
            log.add("ask " + last.number());
            channel.tail(last);
        }

        private void propose() {
            channel.propose(new RelayEntry(RelayEntry.Kind.MESSAGES, origin, batch,
                    ByteBuffer.allocate(20).putLong(origin).putLong(batch).rewind(), 1), this);
        }

        @Override
        public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
            log.add("entry " + at.number());
            if (before.equals(last) || (last.number() == 0 && before.number() == 0)) {
                last = at;
                taken.add(StoredEntry.copy(entry));
            } else if (!last.covers(at)) {
                ask();
            }
            return true;
        }

        @Override
        public void live(Position newest) {
            log.add("live " + newest.number());
            assertEquals(newest.number(), last.number());
        }

        @Override
        public void lost(Position before) {
            throw new AssertionError("lost " + before);
        }

        @Override
        public void failed(String why) {
            ask();
        }

        @Override
        public void stored() {
            log.add("stored " + batch);
            batch++;
            if (batch <= BATCHES) {
                propose();
            }
        }

        @Override
        public void failed(Exception cause) {
            log.add("not stored " + batch);
            propose();
        }
    }
}
