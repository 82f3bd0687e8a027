package mles.server;

/**
 * A channel at one moment.
 *
 * @param name          its name
 * @param members       how many members it has
 * @param historyFrames frames that a joiner would get
 * @param historyBytes  and their bytes
 */
public record ChannelInfo(String name, int members, long historyFrames, long historyBytes) {
}
