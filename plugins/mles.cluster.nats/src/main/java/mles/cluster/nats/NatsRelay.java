package mles.cluster.nats;

import io.nats.client.Consumer;
import io.nats.client.api.ServerInfo;
import java.io.IOException;
import java.time.Duration;
import mles.protocol.ChannelName;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySettings;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** Channels in the streams of a NATS JetStream. */
final class NatsRelay implements Relay {
    private static final String LEAST_VERSION = "2.9.0";
    /** Time to find or make everything, in which a cluster that was just started elects its leaders. */
    private static final Duration START = Duration.ofSeconds(30);
    /** Entries are no longer than it takes to keep others waiting. */
    private static final int LONG_ENTRY = 1 << 20;

    private final NatsAddress address;
    private final RelaySettings settings;
    private final StreamPlan plan;
    private final NatsLink link;
    private volatile @Nullable Engine engine;
    private volatile @Nullable Probes probes;
    private int largestEntry;

    NatsRelay(NatsAddress address, RelaySettings settings) {
        this.address = address;
        this.settings = settings;
        this.plan = new StreamPlan(address.prefix(), address.streams(), Room.of(settings.keep()));
        this.link = new NatsLink(address, new Events());
    }

    @Override
    public void start(RelayListener listener) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        try {
            link.connect();
            check(link.server());
            StreamSetup setup = new StreamSetup(link, plan, address, deadline);
            Engine started = new Engine(link, plan, setup, setup.prepare());
            engine = started;
            Probes watching = new Probes(started, listener);
            watching.start(address, deadline);
            probes = watching;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public RelayChannel open(ChannelName channel, RelaySink sink) {
        return new NatsChannel(started(), channel, sink);
    }

    @Override
    public int largestEntry() {
        return largestEntry;
    }

    @Override
    public void close() {
        if (probes != null) {
            probes.close();
        }
        link.close();
        if (engine != null) {
            engine.close();
        }
    }

    private void check(ServerInfo server) throws IOException {
        if (server.isOlderThanVersion(LEAST_VERSION)) {
            throw new IOException(address + ": NATS: expected version " + LEAST_VERSION + " or later, was "
                    + server.getVersion());
        }
        long most = server.getMaxPayload() - EntryHeaders.LONGEST;
        if (most < settings.largestFrame()) {
            throw new IOException(address + ": max_payload of NATS: expected " + ((long) settings.largestFrame()
                    + EntryHeaders.LONGEST) + " or more, as max-frame needs, was " + server.getMaxPayload());
        }
        largestEntry = (int) Math.min(most, Math.max(settings.largestFrame(), LONG_ENTRY));
    }

    private Engine started() {
        Engine started = engine;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** Events of the connection. */
    private final class Events implements NatsLink.Listener {
        @Override
        public void connected() {
            Probes watching = probes;
            if (watching != null) {
                watching.hurry();
            }
        }

        @Override
        public void disconnected() {
            Probes watching = probes;
            if (watching != null) {
                watching.lost();
            }
        }

        @Override
        public void dropped(Consumer dispatcher) {
            Engine started = engine;
            if (started != null) {
                started.dropped(dispatcher);
            }
        }
    }
}
