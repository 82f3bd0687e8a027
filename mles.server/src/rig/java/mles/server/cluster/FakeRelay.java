package mles.server.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.Relay;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** An engine that does what the test says, with one channel. */
public final class FakeRelay implements Relay {
    /** A proposal, and the way to answer it. */
    public record Proposal(RelayEntry entry, Ack answer) {
    }

    public final Deque<Proposal> proposals = new ArrayDeque<>();
    /** Places from which entries were asked for. */
    public final List<Position> tails = new ArrayList<>();
    private final int largestEntry;
    private @Nullable RelaySink sink;
    private boolean closed;

    public FakeRelay(int largestEntry) {
        this.largestEntry = largestEntry;
    }

    @Override
    public void start(RelayListener listener) {
        // it is there
    }

    @Override
    public RelayChannel open(ChannelName channel, RelaySink taker) {
        sink = taker;
        closed = false;
        return new RelayChannel() {
            @Override
            public void propose(RelayEntry entry, Ack answer) {
                proposals.add(new Proposal(entry, answer));
            }

            @Override
            public void tail(Position from) {
                tails.add(from);
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    @Override
    public int largestEntry() {
        return largestEntry;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** {@return the taker of the channel's entries} */
    public RelaySink sink() {
        if (sink == null) {
            throw new IllegalStateException("no channel is open");
        }
        return sink;
    }

    /** {@return whether the channel was closed} */
    public boolean isClosed() {
        return closed;
    }
}
