package mles.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.spi.MemberInfo;
import mles.server.spi.MemoryStep;
import mles.server.spi.ServerEvents;

/** Leaves a trace of what happens in Java's flight recorder, where one runs, and passes it on. */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields of events
final class JfrEvents implements ServerEvents {
    private static final String MLES = "Mles";

    private final ServerEvents next;

    JfrEvents(ServerEvents next) {
        this.next = next;
    }

    /** A member came in. */
    @Name("mles.Join")
    @Label("Join")
    @Category(MLES)
    @StackTrace(false)
    private static final class Join extends Event {
        @Label("Remote address")
        private String remote = "";
        @Label("Connection id")
        private String cid = "";
        @Label("Channel")
        private String channel = "";
    }

    /** End of a connection, of a member or before it became one. */
    @Name("mles.Close")
    @Label("Close")
    @Category(MLES)
    @StackTrace(false)
    private static final class Close extends Event {
        @Label("Remote address")
        private String remote = "";
        @Label("Reason")
        private String reason = "";
        @Label("Was a member")
        private boolean member;
    }

    /** The link of a channel to the upstream server changed. */
    @Name("mles.PeerChange")
    @Label("Peer change")
    @Category(MLES)
    @StackTrace(false)
    private static final class PeerChange extends Event {
        @Label("Channel")
        private String channel = "";
        @Label("State")
        private String state = "";
    }

    /** Everything on an event loop had to wait. */
    @Name("mles.SlowTurn")
    @Label("Slow turn")
    @Category(MLES)
    @StackTrace(false)
    private static final class SlowTurn extends Event {
        @Label("Milliseconds")
        private long millis;
    }

    @Override
    public void joined(MemberInfo member) {
        Join event = new Join();
        if (event.shouldCommit()) {
            event.remote = member.remote().toString();
            event.cid = member.cid().toString();
            event.channel = member.channel().text();
            event.commit();
        }
        next.joined(member);
    }

    @Override
    public void closed(MemberInfo member, CloseReason reason) {
        gone(member.remote(), reason, true);
        next.closed(member, reason);
    }

    @Override
    public void refused(InetSocketAddress remote, CloseReason reason) {
        gone(remote, reason, false);
        next.refused(remote, reason);
    }

    @Override
    public void parked(MemberInfo member) {
        next.parked(member);
    }

    @Override
    public void publishersPaused(ChannelName channel, boolean paused) {
        next.publishersPaused(channel, paused);
    }

    @Override
    public void storeLoadFailed(ChannelName channel, String why) {
        next.storeLoadFailed(channel, why);
    }

    @Override
    public void storeFailed(ChannelName channel, String why) {
        next.storeFailed(channel, why);
    }

    @Override
    public void storeRecovered(ChannelName channel) {
        next.storeRecovered(channel);
    }

    @Override
    public void storeLost(ChannelName channel, long frames) {
        next.storeLost(channel, frames);
    }

    @Override
    public void clusterUp() {
        next.clusterUp();
    }

    @Override
    public void clusterDown(String why) {
        next.clusterDown(why);
    }

    @Override
    public void clusterReset(ChannelName channel) {
        next.clusterReset(channel);
    }

    @Override
    public void clusterLost(ChannelName channel) {
        next.clusterLost(channel);
    }

    @Override
    public void memoryStep(MemoryStep step) {
        next.memoryStep(step);
    }

    @Override
    public void slowTurn(Duration took) {
        SlowTurn event = new SlowTurn();
        if (event.shouldCommit()) {
            event.millis = took.toMillis();
            event.commit();
        }
        next.slowTurn(took);
    }

    @Override
    public void peerUp(ChannelName channel, InetSocketAddress peer) {
        peerIs(channel, "up");
        next.peerUp(channel, peer);
    }

    @Override
    public void peerDown(ChannelName channel, CloseReason reason) {
        peerIs(channel, "down: " + reason);
        next.peerDown(channel, reason);
    }

    @Override
    public void peerRefused(ChannelName channel, InetSocketAddress peer) {
        peerIs(channel, "refused");
        next.peerRefused(channel, peer);
    }

    private static void gone(InetSocketAddress remote, CloseReason reason, boolean member) {
        Close event = new Close();
        if (event.shouldCommit()) {
            event.remote = remote.toString();
            event.reason = reason.toString();
            event.member = member;
            event.commit();
        }
    }

    private static void peerIs(ChannelName channel, String state) {
        PeerChange event = new PeerChange();
        if (event.shouldCommit()) {
            event.channel = channel.text();
            event.state = state;
            event.commit();
        }
    }
}
