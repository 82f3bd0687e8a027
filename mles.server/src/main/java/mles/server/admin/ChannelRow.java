package mles.server.admin;

import mles.protocol.ChannelName;
import mles.server.metrics.ChannelStats;

/**
 * A channel in the table of channels.
 *
 * @param stats     its figures
 * @param frameRate frames a second, negative while unknown
 * @param byteRate  bytes a second, negative while unknown
 */
record ChannelRow(ChannelStats stats, double frameRate, double byteRate) {
    private static final double UNKNOWN = -1;

    /** {@return a channel without rates} */
    static ChannelRow of(ChannelStats now) {
        return new ChannelRow(now, UNKNOWN, UNKNOWN);
    }

    /** {@return a channel whose figures were {@code before} some time ago; those of a channel opened anew begin at zero} */
    static ChannelRow of(ChannelStats now, ChannelStats before, double seconds) {
        boolean isSame = now.frames() >= before.frames();
        return new ChannelRow(now, (now.frames() - (isSame ? before.frames() : 0)) / seconds,
                (now.bytes() - (isSame ? before.bytes() : 0)) / seconds);
    }

    ChannelName name() {
        return stats.name();
    }
}
