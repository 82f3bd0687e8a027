package mles.testkit.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySink;

/** An engine that breaks the contract, each in one way. */
class BrokenRelay implements Relay {
    private final Relay relay;

    BrokenRelay(Relay relay) {
        this.relay = relay;
    }

    ChannelName channel(ChannelName name) {
        return name;
    }

    RelayEntry proposed(RelayEntry entry) {
        return entry;
    }

    RelayEntry read(RelayEntry entry) {
        return entry;
    }

    Position before(Position at, Position before) {
        return before;
    }

    Position from(Position from) {
        return from;
    }

    boolean isWithheld(Position at) {
        return false;
    }

    boolean wantsMore(boolean more) {
        return more;
    }

    Position live(Position last) {
        return last;
    }

    long time(long millis) {
        return millis;
    }

    void close(RelayChannel channel) {
        channel.close();
    }

    static RelayEntry with(RelayEntry entry, RelayEntry.Kind kind, long batch, ByteBuffer frames) {
        return new RelayEntry(kind, entry.origin(), batch, frames, entry.count());
    }

    @Override
    public void start(RelayListener listener) throws IOException {
        relay.start(listener);
    }

    @Override
    public RelayChannel open(ChannelName name, RelaySink sink) {
        RelayChannel channel = relay.open(channel(name), new Sink(sink));
        return new RelayChannel() {
            @Override
            public void propose(RelayEntry entry, Ack answer) {
                channel.propose(proposed(entry), answer);
            }

            @Override
            public void tail(Position from) {
                channel.tail(from(from));
            }

            @Override
            public void close() {
                BrokenRelay.this.close(channel);
            }
        };
    }

    @Override
    public int largestEntry() {
        return relay.largestEntry();
    }

    @Override
    public void close() {
        relay.close();
    }

    /** Gives entries with the defects. */
    private final class Sink implements RelaySink {
        private final RelaySink sink;

        Sink(RelaySink sink) {
            this.sink = sink;
        }

        @Override
        public boolean entry(Position at, Position before, RelayEntry entry, long storedAtMillis) {
            return isWithheld(at) || wantsMore(sink.entry(at, before(at, before), read(entry), time(storedAtMillis)));
        }

        @Override
        public void live(Position last) {
            sink.live(BrokenRelay.this.live(last));
        }

        @Override
        public void lost(Position before) {
            sink.lost(before);
        }

        @Override
        public void failed(String why) {
            sink.failed(why);
        }
    }
}
