package mles.dist.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.spi.BoundedLog;
import mles.server.spi.MemberInfo;
import mles.server.spi.MemoryStep;
import mles.server.spi.ServerEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a server: warnings for what an operator should look into, information on the rest. Each line tells of all
 * events of its kind since the one before, with their count; single ones are for the level debug.
 */
public final class EventLogger implements ServerEvents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLogger.class);

    private final BoundedLog lines = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** A kind of line that differs by reason. */
    private record ByReason(String word, CloseReason reason) {
    }

    @Override
    public void joined(MemberInfo member) {
        LOG.debug("joined: a member has joined, channel={}, cid={}, remote={}", member.channel().quoted(), member.cid(),
                member.remote());
    }

    @Override
    public void closed(MemberInfo member, CloseReason reason) {
        if (reason != CloseReason.LEFT && reason != CloseReason.SHUTDOWN) {
            lines.add(new ByReason("closed", reason),
                    count -> LOG.info("closed: members were closed, reason={}, members={}, one={}, channel={}", reason,
                            count,
                            member.remote(), member.channel().quoted()));
        }
    }

    @Override
    public void refused(InetSocketAddress remote, CloseReason reason) {
        LOG.debug("refused: a connection was refused, reason={}, remote={}", reason, remote);
        if (reason != CloseReason.LEFT) {
            lines.add(new ByReason("refused", reason),
                    count -> LOG.info("refused: connections were refused, reason={}, connections={}, one={}", reason,
                            count, remote));
        }
    }

    @Override
    public void parked(MemberInfo member) {
        lines.add("parked",
                count -> LOG.warn("parked: members take nothing and get nothing more, members={}, one={}, channel={}",
                        count,
                        member.remote(), member.channel().quoted()));
    }

    @Override
    public void publishersPaused(ChannelName channel, boolean paused) {
        LOG.debug(paused
                ? "publishers-paused: publishers wait for slow readers, channel={}"
                : "publishers-resumed: publishers wait for slow readers no more, channel={}", channel.quoted());
    }

    @Override
    public void memoryStep(MemoryStep step) {
        switch (step) {
            // Nothing that is due to a member.
            case DROP_MEMBERLESS, DROP_HISTORY -> LOG.debug("memory-step: memory is short, step={}", step);
            case CLOSE_PARKED, PAUSE_PUBLISHERS, DROP_UNSENT, CLOSE_MEMBER ->
                lines.add(step, count -> LOG.warn("memory-step: memory is short, step={}, times={}", step, count));
            case RESUME ->
                lines.add(step, count -> LOG.warn("memory-step: memory is free again, step={}, times={}", step, count));
        }
    }

    @Override
    public void slowTurn(Duration took) {
        LOG.debug("slow-turn: an event loop was busy with one turn, ms={}", took.toMillis());
    }

    @Override
    public void storeLoadFailed(ChannelName channel, String why) {
        lines.add("store-load-failed",
                count -> LOG.warn("store-load-failed: stored history cannot be read, channels={}, channel={}, cause={}",
                        count, channel.quoted(), why));
    }

    @Override
    public void storeFailed(ChannelName channel, String why) {
        lines.add("store-failed",
                count -> LOG.warn("store-failed: history is not stored any more, channels={}, channel={}, cause={}",
                        count,
                        channel.quoted(), why));
    }

    @Override
    public void storeRecovered(ChannelName channel) {
        lines.add("store-recovered",
                count -> LOG.warn("store-recovered: history is stored again, channels={}, channel={}", count,
                        channel.quoted()));
    }

    @Override
    public void storeLost(ChannelName channel, long frames) {
        lines.add("store-lost",
                count -> LOG.warn("store-lost: channels ended before all was stored, channels={}, channel={}", count,
                        channel.quoted()));
    }

    @Override
    public void peerUp(ChannelName channel, InetSocketAddress peer) {
        lines.add("peer-up", count -> LOG.info("peer-up: links are up, channels={}, channel={}, peer={}",
                count, channel.quoted(), peer));
    }

    @Override
    public void peerDown(ChannelName channel, CloseReason reason) {
        lines.add(new ByReason("peer-down", reason),
                count -> LOG.info("peer-down: links are down, reason={}, channels={}, channel={}", reason, count,
                        channel.quoted()));
    }

    @Override
    public void peerRefused(ChannelName channel, InetSocketAddress peer) {
        lines.add("peer-refused", count -> LOG.warn("peer-refused: links are refused; a member is there already, the"
                + " keys differ or have no right to relay, or it is no Mles server, channels={}, channel={}, peer={}",
                count,
                channel.quoted(), peer));
    }

    @Override
    public void clusterUp() {
        lines.add("cluster-up",
                count -> LOG.warn("cluster-up: the engine of the cluster works again, times={}", count));
    }

    @Override
    public void clusterDown(String why) {
        lines.add("cluster-down",
                count -> LOG.warn("cluster-down: the engine of the cluster does not work, times={}, cause={}",
                        count, why));
    }

    @Override
    public void clusterReset(ChannelName channel) {
        lines.add("cluster-reset",
                count -> LOG.warn(
                        "cluster-reset: the engine lost its data, and history begins anew, channels={}, channel={}",
                        count, channel.quoted()));
    }

    @Override
    public void clusterLost(ChannelName channel) {
        lines.add("cluster-lost",
                count -> LOG.warn("cluster-lost: the engine no longer had what was missing, channels={}, channel={}",
                        count, channel.quoted()));
    }

    /** Writes what was counted last. */
    @Override
    public void close() {
        lines.flush();
    }
}
