package mles.server.store;

import mles.protocol.CloseReason;
import mles.server.channel.LoadTarget;
import mles.server.log.ChannelLog;
import mles.server.log.Publisher;

/** Shows readers what the store has, and nothing else: {@code history-sync always}. Thread: home loop. */
final class StoredFirstGate implements VisibilityGate {
    private final UnackedPublishers unacked = new UnackedPublishers();
    private final LoadTarget channel;
    private final ChannelLog log;

    StoredFirstGate(LoadTarget channel, ChannelLog log) {
        this.channel = channel;
        this.log = log;
        log.holdBack();
    }

    @Override
    public boolean isStrict() {
        return true;
    }

    @Override
    public void appended(Publisher publisher, long head) {
        unacked.add(publisher, head);
    }

    @Override
    public void acknowledged(long position) {
        unacked.stored(position);
    }

    @Override
    public void show(long position, long frame) {
        log.advanceHighWatermark(position, frame);
        channel.onHighWatermark();
    }

    @Override
    public void refuse() {
        unacked.takeAll().forEach(publisher -> publisher.onRefused(CloseReason.STORE_UNAVAILABLE));
    }

    @Override
    public void dropUnstored() {
        channel.onUnstoredDropped();
    }
}
