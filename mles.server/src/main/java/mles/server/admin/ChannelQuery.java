package mles.server.admin;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A part of the table of channels that is asked for.
 *
 * @param search part of a name, in any case; empty for all
 * @param order  of the rows
 * @param offset rows left out before the first one
 * @param limit  the most rows
 */
record ChannelQuery(String search, Comparator<ChannelRow> order, int offset, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LAST = 100_000_000;
    /** Characters of names after which a page ends early. */
    private static final int MOST_TEXT = 1 << 20;

    /** @throws IllegalArgumentException when a parameter is wrong */
    static ChannelQuery of(Map<String, String> query) {
        String order = query.getOrDefault("order", "desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw new IllegalArgumentException("order: expected asc or desc");
        }
        ChannelOrder sort = ChannelOrder.of(query.getOrDefault("sort", "frameRate"));
        return new ChannelQuery(query.getOrDefault("search", ""), sort.rows(order.equals("desc")),
                Parameters.number(query, "offset", 0, LAST), Parameters.number(query, "limit", USUAL, MOST));
    }

    /**
     * A part of the table.
     *
     * @param matches rows that the search has found
     * @param rows    those asked for
     */
    record Found(int matches, List<ChannelRow> rows) {
        Found {
            rows = List.copyOf(rows);
        }
    }

    /** {@return the rows asked for} Rows behind them are not sorted. */
    Found in(List<ChannelRow> all) {
        Pattern wanted = Pattern.compile(search, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        Predicate<String> test = search.isEmpty() ? name -> true : wanted.asPredicate();
        long most = (long) offset + limit;
        PriorityQueue<ChannelRow> first = new PriorityQueue<>(order.reversed());
        int matches = 0;
        for (ChannelRow row : all) {
            if (test.test(row.name().text())) {
                matches++;
                add(first, row, most);
            }
        }
        List<ChannelRow> rows = first.stream().sorted(order).skip(offset).toList();
        return new Found(matches, rows.subList(0, fitting(rows)));
    }

    private void add(PriorityQueue<ChannelRow> first, ChannelRow row, long most) {
        if (first.size() < most) {
            first.add(row);
        } else if (most > 0 && order.compare(row, first.element()) < 0) {
            first.remove();
            first.add(row);
        }
    }

    /** {@return the number of rows that go into one answer: one at least} */
    private static int fitting(List<ChannelRow> rows) {
        int count = 0;
        for (int text = 0; count < rows.size() && text < MOST_TEXT; count++) {
            text += rows.get(count).name().text().length();
        }
        return count;
    }
}
