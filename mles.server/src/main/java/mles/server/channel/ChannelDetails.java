package mles.server.channel;

import java.util.List;
import mles.server.log.PeekedFrame;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.MemberStats;
import org.jspecify.annotations.Nullable;

/**
 * A channel at one moment, with its members.
 *
 * @param stats   its figures
 * @param oldest  the first frame of its history, null without one
 * @param newest  the last frame of its history, null without one
 * @param members those who lag most first, then by uid
 */
public record ChannelDetails(ChannelStats stats, @Nullable PeekedFrame oldest, @Nullable PeekedFrame newest,
        List<MemberStats> members) {
    /** Takes a copy of the list. */
    public ChannelDetails {
        members = List.copyOf(members);
    }
}
