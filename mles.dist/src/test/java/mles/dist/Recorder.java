package mles.dist;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.spi.MemberInfo;
import mles.server.spi.MemoryStep;
import mles.server.spi.ServerEvents;

/** Remembers what a server told. */
final class Recorder implements ServerEvents {
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** {@return one line for each event so far} */
    List<String> told() {
        return told;
    }

    void await(String event) {
        Await.until(event + " in " + told, () -> told.contains(event));
    }

    @Override
    public void joined(MemberInfo member) {
        told.add("joined " + member.uid());
    }

    @Override
    public void closed(MemberInfo member, CloseReason reason) {
        told.add("left " + member.uid() + " " + reason);
    }

    @Override
    public void refused(InetSocketAddress remote, CloseReason reason) {
        told.add("refused " + reason);
    }

    @Override
    public void parked(MemberInfo member) {
        told.add("parked " + member.uid());
    }

    @Override
    public void publishersPaused(ChannelName channel, boolean paused) {
        told.add("paused " + channel.text() + " " + paused);
    }

    @Override
    public void storeLoadFailed(ChannelName channel, String why) {
        told.add("load failed " + channel.text());
    }

    @Override
    public void storeFailed(ChannelName channel, String why) {
        told.add("store failed " + channel.text());
    }

    @Override
    public void storeRecovered(ChannelName channel) {
        told.add("store recovered " + channel.text());
    }

    @Override
    public void memoryStep(MemoryStep step) {
        told.add("memory " + step);
    }

    @Override
    public void peerUp(ChannelName channel, InetSocketAddress peer) {
        told.add("peer up " + channel.text());
    }

    @Override
    public void peerDown(ChannelName channel, CloseReason reason) {
        told.add("peer down " + channel.text() + " " + reason);
    }

    @Override
    public void peerRefused(ChannelName channel, InetSocketAddress peer) {
        told.add("peer refused " + channel.text());
    }

    @Override
    public void clusterUp() {
        told.add("cluster up");
    }

    @Override
    public void clusterDown(String why) {
        told.add("cluster down");
    }

    @Override
    public void clusterLost(ChannelName channel) {
        told.add("cluster lost " + channel.text());
    }
}
