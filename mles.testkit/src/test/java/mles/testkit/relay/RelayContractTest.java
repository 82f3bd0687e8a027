package mles.testkit.relay;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySettings;
import mles.server.spi.Retention;
import mles.testkit.jqwik.RelayContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract finds engines that break it. */
class RelayContractTest {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicLong count = new AtomicLong();

    @AfterEach
    void stop() {
        thread.shutdown();
    }

    @Test
    void anotherEpochOnEachServer() {
        isFound(relay -> {
            long add = count.incrementAndGet();
            return new BrokenRelay(relay) {
                @Override
                Position live(Position last) {
                    return new Position(last.epoch() + add, last.number());
                }
            };
        }, List.of(RelayContract::anEmptyChannelIsLiveInTheEpochOfAll));
    }

    @Test
    void otherBytes() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            RelayEntry read(RelayEntry entry) {
                ByteBuffer copy = ByteBuffer.allocate(entry.frames().remaining()).put(entry.frames()).flip();
                int last = copy.limit() - 1;
                return last < 0
                        ? entry
                        : with(entry, entry.kind(), entry.batch(), copy.put(last, (byte) (copy.get(last) + 1)));
            }
        }, List.of(RelayContract::entriesComeBackAsTheyWereProposed));
    }

    @Test
    void anotherKind() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            RelayEntry proposed(RelayEntry entry) {
                return with(entry, RelayEntry.Kind.MESSAGES, entry.batch(), entry.frames());
            }
        }, List.of(RelayContract::entriesComeBackAsTheyWereProposed, RelayContract::aClearMarkIsOrdered,
                RelayContract::emptyJoinsPushNoMessageOut));
    }

    @Test
    void entriesTakenTwice() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            RelayEntry proposed(RelayEntry entry) {
                return with(entry, entry.kind(), count.incrementAndGet(), entry.frames());
            }

            @Override
            RelayEntry read(RelayEntry entry) {
                return with(entry, entry.kind(), entry.batch() == 2 ? 1 : entry.batch() == 3 ? 2 : 3, entry.frames());
            }
        }, List.of(RelayContract::anEntryIsTakenOnce));
    }

    @Test
    void aWrongPredecessor() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            Position before(Position at, Position before) {
                return before.number() == 3 ? Position.START : before;
            }
        }, List.of(RelayContract::aTailGivesWhatFollowsItsPosition));
    }

    @Test
    void storedEntriesLeftOut() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            boolean isWithheld(Position at) {
                return at.number() == 7;
            }
        }, List.of(RelayContract::aTailGivesWhatFollowsItsPosition));
    }

    @Test
    void storedEntriesGivenTwice() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            Position from(Position from) {
                return Position.START;
            }
        }, List.of(RelayContract::aTailGivesWhatFollowsItsPosition));
    }

    @Test
    void channelsMixedUp() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            ChannelName channel(ChannelName name) {
                return new ChannelName(name.text().toLowerCase(Locale.ROOT));
            }
        }, List.of(RelayContract::channelsAreApart));
    }

    @Test
    void closedChannelsThatGoOn() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            void close(RelayChannel channel) {
            }
        }, List.of(RelayContract::aClosedChannelBringsNothing));
    }

    @Test
    void sinksThatGetMoreThanTheyWant() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            boolean wantsMore(boolean more) {
                return true;
            }
        }, List.of(RelayContract::aSinkThatWantsNoMoreGetsNothing));
    }

    @Test
    void noTime() {
        isFound(relay -> new BrokenRelay(relay) {
            @Override
            long time(long millis) {
                return 0;
            }
        }, List.of(RelayContract::entriesCarryTheTimeAtWhichTheyWereTaken));
    }

    @Test
    void tooLittleKept() {
        isFound(10, relay -> relay, List.of(RelayContract::theNewestMessagesAreKept));
    }

    @Test
    void everythingKept() {
        isFound(1_000_000, relay -> relay, List.of(RelayContract::theNewestMessagesAreKept));
    }

    private void isFound(Function<Relay, Relay> defect, List<Consumer<RelayContract>> finders) {
        isFound(64, defect, finders);
    }

    private void isFound(int kept, Function<Relay, Relay> defect, List<Consumer<RelayContract>> finders) {
        for (Consumer<RelayContract> finder : finders) {
            MemoryPlace place = MemoryPlace.immediate(thread, new Retention(kept, 1 << 30, Duration.ZERO));
            RelayContract contract = new RelayContract() {
                @Override
                protected Relay create(RelaySettings settings) {
                    return defect.apply(place.relay());
                }
            };
            assertThrows(AssertionError.class, () -> run(contract, finder));
            contract.closeAll();
        }
    }

    private static void run(RelayContract contract, Consumer<RelayContract> finder) throws IOException {
        contract.startServers();
        finder.accept(contract);
    }
}
