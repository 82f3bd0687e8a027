package mles.server.metrics;

import mles.protocol.ChannelName;

/**
 * A channel at one moment.
 *
 * @param name          its name
 * @param members       how many it has
 * @param frames        ever appended to its log
 * @param bytes         of those frames
 * @param historyFrames frames that a joiner would get
 * @param historyBytes  and their bytes
 * @param logMemory     bytes of memory that its logs keep
 */
public record ChannelStats(ChannelName name, int members, long frames, long bytes, long historyFrames,
        long historyBytes, long logMemory) {
}
