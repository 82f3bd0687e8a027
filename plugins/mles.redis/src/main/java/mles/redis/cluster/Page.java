package mles.redis.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of a channel, as {@code read.lua} gives them.
 *
 * @param epoch   epoch of the channel
 * @param newest  number of its newest entry, 0 without one
 * @param entries entries in order; foreign ones are left out
 * @param next    where the next page begins; null when this is the last one
 */
record Page(long epoch, long newest, List<PlacedEntry> entries, @Nullable String next) {
    static final int ENTRIES = 64;
    /** Bytes behind which a page ends. */
    static final int BYTES = 1 << 20;

    /** {@return the first id behind {@code number}} */
    static String behind(long number) {
        return "(" + number;
    }

    static Page of(Object answer) throws IOException {
        List<?> parts = (List<?>) answer;
        if (!(parts.get(0) instanceof byte[] epoch)) {
            throw new IOException("the engine has no epoch yet");
        }
        List<PlacedEntry> entries = new ArrayList<>(ENTRIES);
        List<?> raw = (List<?>) parts.get(2);
        String last = "";
        for (Object one : raw) {
            List<?> idAndFields = (List<?>) one;
            last = PlacedEntry.text((byte[]) idAndFields.get(0));
            PlacedEntry.stored(last, (List<?>) idAndFields.get(1)).ifPresent(entries::add);
        }
        try {
            return new Page(Long.parseLong(PlacedEntry.text(epoch)),
                    Long.parseLong(PlacedEntry.text((byte[]) parts.get(1))), entries,
                    Long.valueOf(1).equals(parts.get(3)) ? null : "(" + last);
        } catch (NumberFormatException e) {
            throw new IOException("expected numbers of Mles, was something else; use another prefix", e);
        }
    }
}
