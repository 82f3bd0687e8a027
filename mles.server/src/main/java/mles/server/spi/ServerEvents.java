package mles.server.spi;

import java.net.InetSocketAddress;
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

    /** The memory budget is spent, and this was done about it; once for each thing given up. */
    default void memoryStep(MemoryStep step) {
    }
}
