package mles.server.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.server.channel.SequencedChannel;
import mles.server.log.Publisher;
import mles.server.spi.RelayEntry;
import org.jspecify.annotations.Nullable;

/** Takes the entries of a channel into its log, each in its turn. Thread: home loop. */
final class EntryApplier {
    private final Cluster cluster;
    private final SequencedChannel channel;
    private final Proposals proposals;

    EntryApplier(Cluster cluster, SequencedChannel channel, Proposals proposals) {
        this.cluster = cluster;
        this.channel = channel;
        this.proposals = proposals;
    }

    /** Takes an entry that was there before any member joined. */
    void load(RelayEntry entry, long storedAtMillis) {
        switch (entry.kind()) {
            case CLEAR -> channel.onCleared();
            case EVICT -> {
                // no member is there yet
            }
            case MESSAGES, JOINS, EMPTY_JOINS -> {
                ByteBuf in = Unpooled.wrappedBuffer(entry.frames());
                channel.onLoaded(in, 0, in.readableBytes(), entry.count(),
                        Math.max(0, cluster.millis() - storedAtMillis));
                if (cluster.budget().isOverrun()) {
                    channel.onLoadTooLarge();
                }
            }
        }
    }

    /** Takes the next entry. */
    void apply(RelayEntry entry) {
        Batch own = entry.origin() == cluster.origin() ? proposals.resolve(entry.batch()) : null;
        switch (entry.kind()) {
            case CLEAR -> channel.onCleared();
            case EVICT -> channel.close(new ConnectionId(entry.frames().getInt(entry.frames().position())),
                    CloseReason.EVICTED);
            case MESSAGES -> append(own, entry);
            case JOINS, EMPTY_JOINS -> {
                append(own, entry);
                // Last, since the channel ends with its last member when it has no history.
                if (entry.origin() != cluster.origin()) {
                    closeNamesakes(entry.frames());
                }
            }
        }
        if (own != null) {
            proposals.onResolved();
        }
    }

    private void append(@Nullable Batch own, RelayEntry entry) {
        if (own == null) {
            ByteBuf in = Unpooled.wrappedBuffer(entry.frames());
            channel.append(Elsewhere.PUBLISHER, in, 0, in.readableBytes(), entry.count());
        } else {
            own.giveTo(channel::append);
        }
    }

    /** A connection id that joins on another server is a member that came back there: the newest is the one that lives. */
    private void closeNamesakes(ByteBuffer joins) {
        for (int at = joins.position(); at < joins.limit(); at += Header.frameSize(joins, at)) {
            ConnectionId cid = Header.cid(joins, at);
            Publisher member = channel.member(cid);
            if (member != null && !proposals.outbox().isJoining(member)) {
                channel.close(cid, CloseReason.DUPLICATE_CID);
            }
        }
    }
}
