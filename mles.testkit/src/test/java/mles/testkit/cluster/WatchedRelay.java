package mles.testkit.cluster;

import java.io.IOException;
import java.util.function.ObjLongConsumer;
import mles.protocol.ChannelName;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySink;
import mles.testkit.relay.MemoryRelay;

/** A server's end of the engine that notes when entries are told as lost. */
final class WatchedRelay implements Relay {
    private final MemoryRelay relay;
    private final ObjLongConsumer<ChannelName> whenLost;

    /** @param whenLost gets the channel, and the number of the newest entry lost */
    WatchedRelay(MemoryRelay relay, ObjLongConsumer<ChannelName> whenLost) {
        this.relay = relay;
        this.whenLost = whenLost;
    }

    @Override
    public void start(RelayListener listener) throws IOException {
        relay.start(listener);
    }

    @Override
    public RelayChannel open(ChannelName channel, RelaySink sink) {
        return relay.open(channel, new RelaySink() {
            @Override
            public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
                return sink.entry(at, before, entry, storedAtMillis);
            }

            @Override
            public void live(Position last) {
                sink.live(last);
            }

            @Override
            public void lost(Position before) {
                whenLost.accept(channel, before.number());
                sink.lost(before);
            }

            @Override
            public void failed(String why) {
                sink.failed(why);
            }
        });
    }

    @Override
    public int largestEntry() {
        return relay.largestEntry();
    }

    @Override
    public void close() {
        relay.close();
    }
}
