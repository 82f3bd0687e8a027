package mles.server.hub;

import mles.protocol.ChannelName;

/**
 * What somebody outside wants to know of a channel.
 *
 * @param <T> what it is shown as
 */
public interface ChannelView<T> {
    /** Shows a channel; called on its home loop. */
    T show(ChannelName name, int members, long historyFrames, long historyBytes);
}
