package mles.testkit.relay;

import java.util.concurrent.atomic.AtomicReference;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.Position;
import mles.server.spi.RelayChannel;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelaySink;
import org.jspecify.annotations.Nullable;

/** A channel of a {@link MemoryRelay}. Refuses what the contract of {@link RelayChannel} forbids its callers. */
final class MemoryChannel implements RelayChannel {
    final Line proposals = new Line();
    final Line answers = new Line();
    final Line tails = new Line();
    final Line entries = new Line();
    private final MemoryPlace place;
    private final MemoryRelay relay;
    private final ChannelName name;
    private final RelaySink sink;
    private final AtomicReference<@Nullable MemoryProposal> underWay = new AtomicReference<>();
    private volatile boolean closed;
    private volatile @Nullable MemoryProposal last;
    private volatile @Nullable RelayEntry back;
    private @Nullable MemoryTail tail;

    MemoryChannel(MemoryPlace place, MemoryRelay relay, ChannelName name, RelaySink sink) {
        this.place = place;
        this.relay = relay;
        this.name = name;
        this.sink = sink;
    }

    @Override
    public void propose(RelayEntry entry, Ack answer) {
        int bytes = entry.frames().remaining();
        if (bytes > place.largestEntry() || entry.batch() < 1 || entry.count() < 0) {
            throw new IllegalArgumentException(
                    "entry: expected a batch from 1 on and at most " + place.largestEntry() + " bytes, was batch "
                            + entry.batch() + " of " + bytes + " bytes");
        }
        MemoryProposal proposal = new MemoryProposal(this, entry, answer);
        if (closed || !underWay.compareAndSet(null, proposal)) {
            throw new IllegalStateException("propose: expected an open channel and no proposal under way");
        }
        last = proposal;
        if (!relay.isDead()) {
            proposal.send();
            // It may have come back while the server asked for it again.
            if (proposal.isOf(back)) {
                underWay.compareAndSet(proposal, null);
            }
        }
    }

    @Override
    public void tail(Position from) {
        if (closed) {
            throw new IllegalStateException("tail: expected an open channel, was closed");
        }
        end();
        if (!relay.isDead()) {
            MemoryTail fresh = new MemoryTail(place, this, from);
            tail = fresh;
            fresh.send();
        }
    }

    @Override
    public void close() {
        closed = true;
        end();
    }

    RelaySink sink() {
        return sink;
    }

    MemoryLog log() {
        return place.log(name);
    }

    void take(RelayEntry entry) {
        place.take(name, entry);
    }

    void carry(Parcel.Kind kind, Line line, Runnable arrival, Runnable loss) {
        place.carry(new Parcel(kind, relay, line, arrival, loss));
    }

    /** {@return whether the server can be told anything} */
    boolean isHeard() {
        return !closed && !relay.isDead();
    }

    /** An entry reaches the server: the next proposal may come behind it. */
    void comesBack(RelayEntry entry) {
        MemoryProposal proposal = last;
        if (proposal != null && proposal.isOf(entry)) {
            back = entry;
            underWay.compareAndSet(proposal, null);
        }
    }

    /**
     * Ends a proposal.
     *
     * @return whether the server can be told of it
     */
    boolean end(MemoryProposal proposal) {
        underWay.compareAndSet(proposal, null);
        return isHeard();
    }

    private void end() {
        if (tail != null) {
            tail.end();
        }
    }
}
