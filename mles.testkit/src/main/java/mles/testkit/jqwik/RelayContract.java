package mles.testkit.jqwik;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySettings;
import mles.server.spi.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Contract of every {@link Relay}. An engine's own test extends this: it makes servers' ends of one engine, which has to be
 * empty at the beginning of the first test.
 */
@SuppressWarnings("exports")
public abstract class RelayContract {
    /** Messages of a channel that the engine has to keep at least. */
    protected static final int KEPT = 64;
    private static final int LARGEST_FRAME = 100_000;
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final RelayCluster cluster = new RelayCluster();

    /** Creates a suite. */
    protected RelayContract() {
    }

    /**
     * {@return a server's end of the engine, not started} All those of one test are ends of the same engine. Tests use
     * channels of their own, so it may be the same for all of them.
     *
     * @param settings the address is empty
     */
    protected abstract Relay create(RelaySettings settings);

    /** Starts three servers. */
    @BeforeEach
    public void startServers() throws IOException {
        for (int i = 0; i < 3; i++) {
            start();
        }
    }

    /** Closes what the test has opened. */
    @AfterEach
    public void closeAll() {
        cluster.close();
    }

    /** An empty channel is live at once, in one epoch for all servers. */
    @Test
    public void anEmptyChannelIsLiveInTheEpochOfAll() {
        Position first = cluster.reader(0).awaitLive().last();
        assertEquals(0, first.number());
        assertNotEquals(Position.START.epoch(), first.epoch());
        assertEquals(first, cluster.reader(1).awaitLive().last());
        assertEquals(first.epoch(), cluster.said(2, 1).getFirst().at().epoch());
    }

    /** All servers read the same entries at the same positions. */
    @Test
    public void allServersReadTheSameOrder() {
        List<RelayReader> readers = List.of(cluster.reader(0), cluster.reader(1), cluster.reader(2));
        CompletableFuture<Void> proposers = cluster.sayAll(20);
        List<RelayRead> order = readers.getFirst().await(60);
        proposers.join();
        assertEquals(order, readers.get(1).await(60));
        assertEquals(order, readers.get(2).await(60));
        assertEquals(order, cluster.reader(1).awaitLive().read());
        for (RelayServer server : cluster.servers()) {
            assertEquals(IntStream.rangeClosed(1, 20).mapToObj(Long::valueOf).toList(),
                    order.stream().map(RelayRead::entry)
                            .filter(entry -> entry.origin() == server.origin()).map(RelayEntry::batch).toList());
        }
    }

    /** A tail that begins while others propose misses nothing. */
    @Test
    public void aTailThatBeginsMeanwhileMissesNothing() {
        CompletableFuture<Void> proposer = cluster.saying(0, 40);
        List<RelayReader> readers = new ArrayList<>(List.of(cluster.reader(1)));
        for (int i = 1; i <= 4; i++) {
            readers.getFirst().await(8 * i);
            readers.add(cluster.reader(i % 3));
        }
        List<RelayRead> all = readers.getFirst().await(40);
        for (RelayReader reader : readers) {
            assertEquals(all, reader.await(40));
        }
        proposer.join();
    }

    /** A tail gives exactly what follows its position. */
    @Test
    public void aTailGivesWhatFollowsItsPosition() {
        RelayReader writer = cluster.open(0);
        RelayCluster.say(writer, 12);
        List<RelayRead> all = cluster.reader(0).awaitLive().read();
        assertEquals(12, all.size());
        RelayReader reader = cluster.open(1);
        for (int i = 0; i < all.size(); i++) {
            assertEquals(all.subList(i + 1, 12), reader.tail(all.get(i).at()).awaitLive().read());
            assertEquals(all.getLast().at(), reader.last());
        }
        RelayEntry next = writer.say("next");
        assertEquals(List.of(next), reader.await(next).stream().map(RelayRead::entry).toList());
    }

    /** A tail ends the one before. */
    @Test
    public void aTailEndsTheOneBefore() {
        List<RelayRead> all = cluster.said(0, 40);
        RelayReader reader = cluster.open(1);
        for (int i = 0; i < 10; i++) {
            reader.tail(Position.START);
        }
        assertEquals(all.subList(30, 40), reader.tail(all.get(29).at()).awaitLive().read());
    }

    /** New entries come to all that tail, those that propose them included. */
    @Test
    public void newEntriesComeToAllThatTail() {
        List<RelayReader> readers = List.of(cluster.reader(0).awaitLive(), cluster.reader(1).awaitLive(),
                cluster.reader(2).awaitLive());
        List<RelayEntry> said = readers.stream().map(reader -> reader.say("hello")).toList();
        for (RelayReader reader : readers) {
            reader.await(said.getLast());
            assertEquals(said, reader.entries());
        }
    }

    /** Entries of any kind and size come back as they were proposed. */
    @Test
    public void entriesComeBackAsTheyWereProposed() {
        RelayReader reader = cluster.reader(0);
        RelayReader other = cluster.reader(1).awaitLive();
        List<RelayEntry> said = new ArrayList<>();
        for (RelayEntry.Kind kind : RelayEntry.Kind.values()) {
            for (int bytes : new int[]{17, 100, 5000, LARGEST_FRAME}) {
                if (kind != RelayEntry.Kind.CLEAR && kind != RelayEntry.Kind.EVICT) {
                    said.add(reader.entry(kind, List.of(RelayFrames.random(bytes))));
                }
            }
        }
        said.add(reader.entry(RelayEntry.Kind.MESSAGES,
                Stream.generate(() -> RelayFrames.random(300)).limit(50).toList()));
        said.add(reader.entry(RelayEntry.Kind.EVICT, List.of(new byte[]{-1, 0, 13, 10})));
        said.forEach(reader::propose);
        other.await(said.getLast());
        assertEquals(said, other.entries());
        assertEquals(said, cluster.reader(2).awaitLive().entries());
    }

    /** The largest entry. */
    @Test
    public void theLargestEntry() {
        assertTrue(cluster.servers().getFirst().largestEntry() >= LARGEST_FRAME);
        RelayReader reader = cluster.reader(0);
        int bytes = Math.min(cluster.servers().getFirst().largestEntry(), 16 << 20);
        RelayEntry largest = reader.propose(reader.entry(RelayEntry.Kind.MESSAGES, List.of(RelayFrames.random(bytes))));
        RelayEntry small = reader.say("small");
        reader.await(small);
        assertEquals(List.of(largest, small), reader.entries());
        assertEquals(List.of(largest, small), cluster.reader(1).awaitLive().entries());
    }

    /** An entry that is proposed again is not taken again. */
    @Test
    public void anEntryIsTakenOnce() {
        RelayReader reader = cluster.reader(0);
        RelayEntry first = reader.say("first");
        reader.propose(first);
        RelayEntry second = reader.say("second");
        reader.propose(first);
        reader.propose(second);
        RelayReader other = cluster.open(1);
        RelayEntry third = other.say("third");
        reader.close();
        reader = cluster.reader(0);
        reader.propose(first);
        RelayEntry last = reader.say("last");
        reader.await(last);
        assertEquals(List.of(first, second, third, last), reader.entries());
    }

    /** Channels are apart. */
    @Test
    public void channelsAreApart() {
        List<ChannelName> names = Stream
                .of("", " ", ".", "..", "*", ">", "/", "a/b", "a.b", "a b", "a.*", "A", "a", "%", "%41", "~",
                        "$SYS", "\n", "\r\n+OK", "\t", "\u0000", "ä", "{a}", "x".repeat(1000), "x".repeat(999) + "y",
                        "X".repeat(1000),
                        "ä".repeat(500), "\uD83D\uDC1F")
                .map(ChannelName::new).toList();
        List<RelayReader> readers = names.stream()
                .map(name -> cluster.servers().get(0).open(name).tail(Position.START).awaitLive()).toList();
        List<RelayEntry> said = names.stream()
                .map(name -> cluster.servers().get(1).open(name).say("in " + names.indexOf(name)))
                .toList();
        for (int i = 0; i < names.size(); i++) {
            readers.get(i).await(said.get(i));
        }
        for (int i = 0; i < names.size(); i++) {
            assertEquals(List.of(said.get(i)), readers.get(i).entries(), names.get(i).text());
            RelayReader again = cluster.servers().get(2).open(names.get(i)).tail(Position.START).awaitLive();
            assertEquals(List.of(said.get(i)), again.entries(), names.get(i).text());
        }
    }

    /** A closed channel brings nothing more; one that is opened again brings everything. */
    @Test
    public void aClosedChannelBringsNothing() {
        RelayReader closed = cluster.reader(0);
        RelayReader other = cluster.reader(1);
        RelayEntry first = closed.say("first");
        closed.await(first);
        closed.close();
        closed.close();
        RelayReader again = cluster.reader(0);
        RelayEntry second = other.say("second");
        again.await(second);
        other.await(second);
        assertEquals(List.of(first, second), again.entries());
        assertEquals(List.of(first), closed.entries());
    }

    /** Entries are there for the next server. */
    @Test
    public void entriesAreThereForTheNextServer() throws IOException {
        List<RelayRead> said = cluster.said(0, 10);
        cluster.servers().forEach(RelayServer::close);
        cluster.close();
        start();
        assertEquals(said, cluster.reader(0).awaitLive().read());
    }

    /** A clear mark is an entry like others; what came before it may be gone. */
    @Test
    public void aClearMarkIsOrdered() {
        RelayReader reader = cluster.reader(0).awaitLive();
        cluster.said(1, 5);
        RelayEntry clear = reader.propose(reader.entry(RelayEntry.Kind.CLEAR, List.of()));
        RelayCluster.say(cluster.open(2), 5);
        List<RelayRead> all = reader.await(11);
        assertEquals(clear, all.get(5).entry());
        List<RelayRead> left = cluster.reader(1).awaitLive().read();
        assertTrue(left.size() >= 6, left.size() + " entries are left of a clear mark and five");
        assertEquals(all.subList(11 - left.size(), 11), left);
        RelayReader late = cluster.open(2).tail(all.get(1).at()).awaitLive();
        assertEquals(all.subList(5, 11), late.read().subList(late.read().size() - 6, late.read().size()));
    }

    /** Empty joins push no message out. */
    @Test
    public void emptyJoinsPushNoMessageOut() {
        RelayReader reader = cluster.reader(0);
        List<RelayEntry> messages = List.of(reader.say("first"), reader.say("second"));
        cluster.all(joins -> {
            for (int i = 0; i < KEPT; i++) {
                joins.propose(joins.entry(RelayEntry.Kind.EMPTY_JOINS, List.of(StoreFrames.emptyJoin())));
            }
        }).join();
        RelayEntry last = reader.say("last");
        List<RelayEntry> left = cluster.reader(1).await(last).stream().map(RelayRead::entry)
                .filter(entry -> entry.kind() == RelayEntry.Kind.MESSAGES).toList();
        assertEquals(List.of(messages.get(0), messages.get(1), last), left);
    }

    /** The newest messages are kept; a tail from one that is not says so. */
    @Test
    public void theNewestMessagesAreKept() {
        RelayReader reader = cluster.reader(0).awaitLive();
        RelayRead first = reader.await(reader.say("first")).getFirst();
        // In steps: an entry that was missed on the live path has to be there still when the reader asks for it.
        int step = KEPT / 4;
        for (int i = 1; i <= 8; i++) {
            cluster.sayAll(step).join();
            reader.await(1 + 3 * step * i);
        }
        List<RelayRead> all = reader.read();
        List<RelayRead> left = cluster.reader(1).awaitLive().read();
        assertTrue(left.size() >= KEPT && left.size() < all.size(), left.size() + " of " + all.size() + " are left");
        assertEquals(all.subList(all.size() - left.size(), all.size()), left);
        RelayReader late = cluster.open(2).tail(first.at()).awaitLive();
        assertEquals(1, late.lost().size());
        assertEquals(all.subList(all.size() - KEPT, all.size()),
                late.read().subList(late.read().size() - KEPT, late.read().size()));
    }

    /** A sink that wants no more gets nothing before the next tail. */
    @Test
    public void aSinkThatWantsNoMoreGetsNothing() {
        RelayReader writer = cluster.open(0);
        List<RelayRead> said = cluster.said(0, 6);
        RelayReader reader = cluster.open(1);
        reader.want(3);
        reader.tail(Position.START).await(3);
        RelayReader witness = cluster.reader(1);
        witness.await(writer.say("more"));
        assertEquals(said.subList(0, 3), reader.read());
        reader.want(4);
        reader.tail(reader.last()).await(4);
        witness.await(writer.say("last"));
        assertEquals(4, reader.read().size());
        reader.want(Integer.MAX_VALUE);
        assertEquals(1, reader.tail(reader.last()).awaitLive().read().size());
    }

    /** Entries carry the time at which they were taken. */
    @Test
    public void entriesCarryTheTimeAtWhichTheyWereTaken() {
        long before = System.currentTimeMillis();
        RelayReader reader = cluster.reader(0).awaitLive();
        long time = reader.await(reader.say("now")).getFirst().storedAtMillis();
        long after = System.currentTimeMillis();
        assertTrue(before - MINUTE <= time && time <= after + MINUTE, before + " " + time + " " + after);
        assertEquals(time, cluster.reader(1).await(1).getFirst().storedAtMillis());
    }

    private void start() throws IOException {
        Retention keep = new Retention(KEPT, 64 << 20, Duration.ZERO);
        cluster.add(new RelayServer(create(new RelaySettings("", LARGEST_FRAME, keep))));
    }
}
