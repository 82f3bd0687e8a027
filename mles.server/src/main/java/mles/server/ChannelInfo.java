package mles.server;

import mles.server.metrics.ChannelStats;

/**
 * A channel at one moment.
 *
 * @param name          its name
 * @param members       how many members it has
 * @param frames        ever published to it, those loaded from a store included
 * @param bytes         of those frames
 * @param historyFrames frames that a joiner would get
 * @param historyBytes  and their bytes
 */
public record ChannelInfo(String name, int members, long frames, long bytes, long historyFrames, long historyBytes) {

    static ChannelInfo of(ChannelStats state) {
        return new ChannelInfo(state.name().text(), state.members(), state.frames(), state.bytes(),
                state.historyFrames(), state.historyBytes());
    }
}
