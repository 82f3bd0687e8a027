package mles.server.hub;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What all channels have together.
 *
 * @param historyBytes bytes that joiners would get
 * @param logMemory    bytes of memory that logs keep
 * @param busiest      the channels to which most was published, the busiest first
 */
public record Census(long historyBytes, long logMemory, List<ChannelState> busiest) {
    /** The smallest is what the next one has to exceed. */
    static final Comparator<ChannelState> BY_BYTES = Comparator.comparingLong(ChannelState::bytes)
            .thenComparing(ChannelState::name, Comparator.comparing(name -> name.text()));

    /** Takes a copy of the list. */
    public Census {
        busiest = List.copyOf(busiest);
    }

    /** {@return the sum of several, with the {@code most} busiest of all} */
    static Census sum(Collection<Census> parts, int most) {
        return new Census(parts.stream().mapToLong(Census::historyBytes).sum(),
                parts.stream().mapToLong(Census::logMemory).sum(),
                parts.stream().flatMap(part -> part.busiest().stream()).sorted(BY_BYTES.reversed()).limit(most)
                        .toList());
    }
}
