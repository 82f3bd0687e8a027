package mles.testkit.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayProvider;
import mles.server.spi.RelaySettings;
import mles.server.spi.Retention;

/**
 * An engine in memory that orders channels for any number of servers, each of which has a {@link MemoryRelay} of it. Its
 * {@link Carrier} decides when requests and callbacks arrive, and whether they do. Thread: any.
 */
@SuppressWarnings("exports")
public final class MemoryPlace {
    private static final int MEBIBYTE = 1 << 20;

    private final Carrier carrier;
    private final Retention keep;
    private final int largestEntry;
    private final LongSupplier clock;
    private final Map<ChannelName, MemoryLog> logs = new HashMap<>();
    private final List<MemoryRelay> relays = new ArrayList<>();
    private BiConsumer<ChannelName, RelayEntry> watcher = (channel, entry) -> {
    };
    private boolean down;
    private int started;
    private long epoch = 1;
    private long number;

    /**
     * Creates an engine without entries.
     *
     * @param keep         what it keeps: of the messages, first frames with content and clear marks of a channel as many
     *                     entries as {@link Retention#maxFrames}, and as many other ones
     * @param largestEntry the most bytes of frames in an entry
     * @param clock        milliseconds since 1970
     */
    public MemoryPlace(Carrier carrier, Retention keep, int largestEntry, LongSupplier clock) {
        this.carrier = carrier;
        this.keep = keep;
        this.largestEntry = largestEntry;
        this.clock = clock;
    }

    /**
     * {@return an engine that loses nothing, with entries of up to 1 MiB}
     *
     * @param serial runs one task at a time, in order, such as a single thread
     */
    public static MemoryPlace immediate(Executor serial, Retention keep) {
        return new MemoryPlace(parcel -> serial.execute(parcel::deliver), keep, MEBIBYTE, System::currentTimeMillis);
    }

    /** {@return a server's end, not started} */
    public synchronized MemoryRelay relay() {
        started++;
        MemoryRelay relay = new MemoryRelay(this, started, down);
        relays.add(relay);
        return relay;
    }

    /** {@return a provider of {@link #relay}, with the scheme {@code memory}} */
    public RelayProvider provider() {
        return new RelayProvider() {
            @Override
            public String scheme() {
                return "memory";
            }

            @Override
            public MemoryRelay create(RelaySettings settings) {
                return relay();
            }
        };
    }

    /** {@return the entries that are kept of a channel, in order} Their frames may be read by duplicates. */
    public synchronized List<RelayEntry> entries(ChannelName channel) {
        return log(channel).all().stream().map(StoredEntry::entry).toList();
    }

    /** {@return the position of the newest entry of a channel} */
    public synchronized Position last(ChannelName channel) {
        return log(channel).last();
    }

    /** Tells {@code told} of each entry that is taken from now on, in order. Its frames may be read by duplicates. */
    public synchronized void watch(BiConsumer<ChannelName, RelayEntry> told) {
        watcher = told;
    }

    /** Cuts off all servers, those to come too. */
    public synchronized void down(String why) {
        down = true;
        relays.forEach(relay -> relay.cut(why));
    }

    /** Heals the connections of all servers. */
    public synchronized void up() {
        down = false;
        relays.forEach(MemoryRelay::heal);
    }

    /** Loses all but the oldest {@code kept} entries of each channel, and begins a new epoch. */
    public synchronized void reset(int kept) {
        epoch++;
        number = 0;
        logs.values().forEach(log -> log.reset(kept));
    }

    int largestEntry() {
        return largestEntry;
    }

    int entriesKept() {
        return Math.max(1, keep.maxFrames());
    }

    /** {@return the log of a channel} Thread: holds the place. */
    MemoryLog log(ChannelName channel) {
        return logs.computeIfAbsent(channel, name -> new MemoryLog(this));
    }

    /** {@return the position before the first entry of this epoch} Thread: holds the place. */
    Position origin() {
        return new Position(epoch, 0);
    }

    /** {@return a new position} Channels share the numbers, so that those of one have gaps. Thread: holds the place. */
    Position next() {
        number++;
        return new Position(epoch, number);
    }

    synchronized void take(ChannelName channel, RelayEntry entry) {
        if (log(channel).take(entry, clock.getAsLong())) {
            watcher.accept(channel, entry);
        }
    }

    synchronized void remove(MemoryRelay relay) {
        relays.remove(relay);
    }

    void carry(Parcel parcel) {
        carrier.carry(parcel);
    }
}
