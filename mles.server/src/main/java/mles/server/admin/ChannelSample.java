package mles.server.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.server.metrics.ChannelStats;
import org.jspecify.annotations.Nullable;

/**
 * All channels at one moment.
 *
 * @param nanos        the moment
 * @param rows         the channels
 * @param historyBytes bytes that joiners would get
 * @param logMemory    bytes of memory that logs keep
 */
record ChannelSample(long nanos, List<ChannelRow> rows, long historyBytes, long logMemory) {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** {@return a sample with the rates since {@code before}} */
    static ChannelSample of(long nanos, List<ChannelStats> channels, @Nullable ChannelSample before) {
        Map<ChannelName, ChannelStats> earlier = HashMap.newHashMap(before == null ? 0 : before.rows.size());
        double seconds = before == null ? 0 : (nanos - before.nanos) / NANOS_PER_SECOND;
        if (before != null) {
            before.rows.forEach(row -> earlier.put(row.name(), row.stats()));
        }
        List<ChannelRow> rows = channels.stream().map(now -> {
            ChannelStats was = earlier.get(now.name());
            return was == null ? ChannelRow.of(now) : ChannelRow.of(now, was, seconds);
        }).toList();
        return new ChannelSample(nanos, rows, channels.stream().mapToLong(ChannelStats::historyBytes).sum(),
                channels.stream().mapToLong(ChannelStats::logMemory).sum());
    }
}
