package mles.redis.cluster;

import java.io.IOException;
import java.time.Duration;
import mles.protocol.ChannelName;
import mles.redis.RedisAddress;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySettings;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** Channels in one Redis. */
final class RedisRelay implements Relay {
    /** Entries are no longer than it takes to keep others waiting. */
    private static final int LONG_ENTRY = 1 << 20;

    private final RedisAddress address;
    private final RelaySettings settings;
    private final Duration absence;
    private volatile @Nullable Engine engine;

    /** @param absence time for which servers that are away miss nothing */
    RedisRelay(RedisAddress address, RelaySettings settings, Duration absence) {
        this.absence = absence;
        this.address = address;
        this.settings = settings;
    }

    @Override
    public void start(RelayListener listener) throws IOException {
        Engine fresh = new Engine(address, Room.of(settings.keep(), absence), listener);
        try {
            fresh.start();
            engine = fresh;
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    @Override
    public RelayChannel open(ChannelName channel, RelaySink sink) {
        Engine started = engine;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return new RedisChannel(started, channel, sink);
    }

    @Override
    public int largestEntry() {
        return Math.max(settings.largestFrame(), LONG_ENTRY);
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
        }
    }
}
