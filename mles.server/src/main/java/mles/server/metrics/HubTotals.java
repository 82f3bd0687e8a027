package mles.server.metrics;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Totals of all channels.
 *
 * @param historyBytes bytes that joiners would get
 * @param logMemory    bytes of memory that logs keep
 * @param busiest      the channels to which most was published, the busiest first
 */
public record HubTotals(long historyBytes, long logMemory, List<ChannelStats> busiest) {
    /** The smallest is what the next one has to exceed. */
    public static final Comparator<ChannelStats> BY_BYTES = Comparator.comparingLong(ChannelStats::bytes)
            .thenComparing(ChannelStats::name, Comparator.comparing(name -> name.text()));

    /** Takes a copy of the list. */
    public HubTotals {
        busiest = List.copyOf(busiest);
    }

    /** {@return the sum of several, with the {@code most} busiest of all} */
    public static HubTotals sum(Collection<HubTotals> parts, int most) {
        return new HubTotals(parts.stream().mapToLong(HubTotals::historyBytes).sum(),
                parts.stream().mapToLong(HubTotals::logMemory).sum(),
                parts.stream().flatMap(part -> part.busiest().stream()).sorted(BY_BYTES.reversed()).limit(most)
                        .toList());
    }
}
