package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import mles.protocol.ChannelName;
import mles.server.metrics.ChannelStats;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Parts of the table of channels against a plain list that is sorted, filtered and cut. */
class ChannelQueryProperties {
    private static final Map<String, ToDoubleFunction<ChannelRow>> COLUMNS = Map.of(
            "members", row -> row.stats().members(), "frameRate", ChannelRow::frameRate,
            "byteRate", ChannelRow::byteRate, "frames", row -> row.stats().frames(),
            "bytes", row -> row.stats().bytes(), "historyBytes", row -> row.stats().historyBytes(),
            "logMemory", row -> row.stats().logMemory());

    @Property
    void sameAsAPlainList(@ForAll @Size(max = 40) List<@IntRange(min = 0, max = 9) Integer> figures,
            @ForAll @StringLength(max = 1) @CharRange(from = 'A', to = 'C') String search,
            @ForAll @IntRange(min = 0, max = 45) int offset, @ForAll @IntRange(min = 0, max = 45) int limit,
            @ForAll boolean descending, @ForAll @IntRange(min = 0, max = 6) int column) {
        List<ChannelRow> rows = rows(figures);
        String field = List.copyOf(COLUMNS.keySet()).get(column);
        ChannelQuery.Found found = ChannelQuery.of(Map.of("sort", field, "order", descending ? "desc" : "asc",
                "search", search, "offset", "" + offset, "limit", "" + limit)).in(rows);

        List<ChannelRow> model = new ArrayList<>(rows);
        model.removeIf(row -> !row.name().text().contains(search.toLowerCase(Locale.ROOT)));
        assertEquals(model.size(), found.matches());
        Comparator<ChannelRow> byColumn = Comparator.comparingDouble(COLUMNS.getOrDefault(field, row -> 0));
        model.sort(Comparator.comparing(row -> row.name().text()));
        model.sort(descending ? byColumn.reversed() : byColumn); // stable
        int from = Math.min(offset, model.size());
        assertEquals(model.subList(from, Math.min(from + limit, model.size())), found.rows());
    }

    @Property(tries = 100)
    void pagesTogetherAreTheTable(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 9) Integer> figures,
            @ForAll @IntRange(min = 1, max = 20) int limit) {
        List<ChannelRow> rows = rows(figures);
        List<ChannelRow> seen = new ArrayList<>();
        for (int offset = 0; offset < rows.size(); offset += limit) {
            seen.addAll(ChannelQuery.of(Map.of("offset", "" + offset, "limit", "" + limit)).in(rows).rows());
        }
        assertEquals(ChannelQuery.of(Map.of("limit", "200")).in(rows).rows(), seen);
        assertEquals(rows.size(), seen.size());
    }

    private static List<ChannelRow> rows(List<Integer> figures) {
        List<ChannelRow> rows = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            int figure = figures.get(i);
            ChannelName name = new ChannelName((char) ('a' + figure % 3) + "-" + i);
            ChannelStats stats = new ChannelStats(name, figure, figure * 7 % 5, figure * 3 % 4, 1, figure % 2, -figure);
            rows.add(i % 4 == 0 ? ChannelRow.of(stats) : new ChannelRow(stats, figure / 2.0, figure % 3));
        }
        return rows;
    }
}
