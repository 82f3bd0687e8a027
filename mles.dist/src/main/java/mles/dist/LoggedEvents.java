package mles.dist;

import java.net.InetSocketAddress;
import java.time.Duration;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.spi.MemberInfo;
import mles.server.spi.MemoryStep;
import mles.server.spi.ServerEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what happens in a server: what an operator should look into as a warning, the rest for who asks. */
final class LoggedEvents implements ServerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedEvents.class);

    @Override
    public void joined(MemberInfo member) {
        LOG.debug("{} joined as {}", member.remote(), member.cid());
    }

    @Override
    public void refused(InetSocketAddress remote, CloseReason reason) {
        LOG.debug("{} refused: {}", remote, reason);
    }

    @Override
    public void parked(MemberInfo member) {
        LOG.warn("parked: {} takes nothing and gets nothing more: {}", member.remote(), CloseReason.TOO_SLOW);
    }

    @Override
    public void publishersPaused(ChannelName channel, boolean paused) {
        LOG.debug("publishers of a channel {} for its slowest reader", paused ? "wait" : "need not wait any more");
    }

    @Override
    public void memoryStep(MemoryStep step) {
        switch (step) {
            // Once for each of many channels, and nothing that is due to anybody.
            case DROP_MEMBERLESS, DROP_HISTORY -> LOG.debug("memory-step: memory is short: {}", step);
            case CLOSE_PARKED, PAUSE_PUBLISHERS, DROP_UNSENT, CLOSE_MEMBER ->
                LOG.warn("memory-step: memory is short: {}", step);
            case RESUME -> LOG.warn("memory-step: memory is free again: {}", step);
        }
    }

    @Override
    public void slowTurn(Duration took) {
        LOG.debug("everything on an event loop waited for {} ms", took.toMillis());
    }

    @Override
    public void storeLoadFailed(ChannelName channel, String why) {
        LOG.warn("store-load-failed: stored history of a channel cannot be read: {}", why);
    }

    @Override
    public void storeFailed(ChannelName channel, String why) {
        LOG.warn("store-failed: history of a channel is not stored any more: {}", why);
    }

    @Override
    public void storeRecovered(ChannelName channel) {
        LOG.warn("store-recovered: history of a channel is stored again");
    }

    @Override
    public void peerUp(ChannelName channel, InetSocketAddress peer) {
        LOG.info("peer-up: the link of a channel to {} is up", peer);
    }

    @Override
    public void peerDown(ChannelName channel, CloseReason reason) {
        LOG.info("peer-down: the link of a channel to its peer is down: {}", reason);
    }

    @Override
    public void peerRefused(ChannelName channel, InetSocketAddress peer) {
        LOG.warn(
                "peer-refused: {} refuses the link of a channel: its member is there already, the keys differ or have no right to relay, or it is no Mles server",
                peer);
    }
}
