package mles.server.spi;

import java.net.InetSocketAddress;
import java.time.Duration;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;

/**
 * Is told of the rare things that happen in a server; never of single messages. Called on event loops: must return at
 * once and must not throw. All methods do nothing unless overridden.
 */
public interface ServerEvents {
    /** Takes no notice of anything. */
    ServerEvents NONE = new ServerEvents() {
    };

    /** A member joined. */
    default void joined(MemberInfo member) {
    }

    /** A member left or was closed. */
    default void closed(MemberInfo member, CloseReason reason) {
    }

    /** A connection ended before it became a member. */
    default void refused(InetSocketAddress remote, CloseReason reason) {
    }

    /** A member fell out of the delivery window and gets nothing more (SPEC 9, row 6). */
    default void parked(MemberInfo member) {
    }

    /** The publishers of a channel wait for its slowest reader, or go on again. */
    default void publishersPaused(ChannelName channel, boolean paused) {
    }

    /** The stored history of a channel could not be read, for the reason in words; the channel goes on without it. */
    default void storeLoadFailed(ChannelName channel, String why) {
    }

    /** Frames published on a channel could not be stored; told once until the store works again. */
    default void storeFailed(ChannelName channel, String why) {
    }

    /** All that a channel keeps and its store lacked is stored, and what is published is again. */
    default void storeRecovered(ChannelName channel) {
    }

    /** A channel ended, with the server or without members, while its store had not got so many of its frames. */
    default void storeLost(ChannelName channel, long frames) {
    }

    /** The engine of the cluster works again. */
    default void clusterUp() {
    }

    /** The engine of the cluster does not work, for the reason in words; told once until it works again. */
    default void clusterDown(String why) {
    }

    /** The engine of the cluster has lost its data: the history of the channel begins anew. */
    default void clusterReset(ChannelName channel) {
    }

    /** The engine of the cluster did not keep what a channel had not taken yet: its members miss it. */
    default void clusterLost(ChannelName channel) {
    }

    /** The memory budget is spent, and this was done about it; once for each thing given up. */
    default void memoryStep(MemoryStep step) {
    }

    /** Everything on an event loop had to wait for this long, a tenth of a second at least. */
    default void slowTurn(Duration took) {
    }

    /** A channel is linked to the upstream server (SPEC 6). */
    default void peerUp(ChannelName channel, InetSocketAddress peer) {
    }

    /** The link of a channel is lost, or could not be made; told once until it is up again. */
    default void peerDown(ChannelName channel, CloseReason reason) {
    }

    /**
     * The upstream server closed a link before any byte came; told once until it is up. Its member id may be taken there,
     * the key may be another one, or it may be no Mles server.
     */
    default void peerRefused(ChannelName channel, InetSocketAddress peer) {
    }
}
