package mles.server.admin;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns by which the table of channels is sorted, under the names of their fields. */
enum ChannelOrder {
    /** By name, A first. */
    NAME("name", Comparator.comparing(ChannelRow::name)),
    /** By members. */
    MEMBERS("members", Comparator.comparingInt(row -> row.stats().members())),
    /** By frames a second. */
    FRAME_RATE("frameRate", Comparator.comparingDouble(ChannelRow::frameRate)),
    /** By bytes a second. */
    BYTE_RATE("byteRate", Comparator.comparingDouble(ChannelRow::byteRate)),
    /** By frames ever. */
    FRAMES("frames", Comparator.comparingLong(row -> row.stats().frames())),
    /** By bytes ever. */
    BYTES("bytes", Comparator.comparingLong(row -> row.stats().bytes())),
    /** By bytes of history. */
    HISTORY_BYTES("historyBytes", Comparator.comparingLong(row -> row.stats().historyBytes())),
    /** By memory. */
    LOG_MEMORY("logMemory", Comparator.comparingLong(row -> row.stats().logMemory()));

    private static final Map<String, ChannelOrder> BY_FIELD = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(order -> order.field, order -> order));

    private final String field;
    @SuppressWarnings("ImmutableEnumChecker") // they have no state
    private final Comparator<ChannelRow> comparator;

    ChannelOrder(String field, Comparator<ChannelRow> comparator) {
        this.field = field;
        this.comparator = comparator;
    }

    /**
     * {@return the column of that name}
     *
     * @throws IllegalArgumentException when there is none
     */
    static ChannelOrder of(String field) {
        ChannelOrder order = BY_FIELD.get(field);
        if (order == null) {
            throw new IllegalArgumentException("sort: expected one of " + new TreeSet<>(BY_FIELD.keySet()));
        }
        return order;
    }

    /** {@return the order of rows} Equal ones are by name, A first. */
    Comparator<ChannelRow> rows(boolean descending) {
        return (descending ? comparator.reversed() : comparator).thenComparing(ChannelRow::name);
    }
}
