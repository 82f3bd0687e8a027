package mles.testkit.jqwik;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import mles.protocol.ChannelName;
import mles.server.spi.Relay;
import mles.server.spi.RelayListener;

/** One server of a cluster in tests of its engine: a started {@link Relay}, with an origin of its own. */
@SuppressWarnings("exports")
public final class RelayServer implements AutoCloseable {
    private final Relay relay;
    private final long origin = ThreadLocalRandom.current().nextLong();
    private final Map<ChannelName, Long> batches = new HashMap<>();
    private final Map<RelayReader, ChannelName> open = new HashMap<>();

    /** Starts {@code relay}. */
    public RelayServer(Relay relay) throws IOException {
        this.relay = relay;
        relay.start(new RelayListener() {
            @Override
            public void up() {
                // A reader waits until a deadline, whatever the state is.
            }

            @Override
            public void down(String why) {
                // The same.
            }
        });
    }

    /** {@return the number that its entries bear} */
    public long origin() {
        return origin;
    }

    /** {@return the most bytes of an entry} */
    public int largestEntry() {
        return relay.largestEntry();
    }

    /** {@return a channel, opened} */
    public synchronized RelayReader open(ChannelName name) {
        RelayReader reader = new RelayReader(this, relay, name);
        open.put(reader, name);
        return reader;
    }

    /** Closes all its channels, then the engine. */
    @Override
    public synchronized void close() {
        open.keySet().forEach(RelayReader::close);
        open.clear();
        relay.close();
    }

    synchronized long nextBatch(ChannelName channel) {
        return batches.merge(channel, 1L, Long::sum);
    }
}
