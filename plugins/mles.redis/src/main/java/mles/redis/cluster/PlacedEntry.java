package mles.redis.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry with its number, stored or live.
 *
 * @param number its number
 * @param head   text beside it
 * @param frames its frames, read-only
 */
record PlacedEntry(long number, EntryHead head, ByteBuffer frames) {
    private static final byte[] HEAD = {'e'};
    private static final byte[] FRAMES = {'f'};
    private static final int FIELDS = 4;
    private static final Pattern ID = Pattern.compile("([1-9][0-9]{0,17})-0");

    /** {@return the entry that {@code fields} of the id {@code id} are; empty when they are none of ours} */
    static Optional<PlacedEntry> stored(String id, List<?> fields) {
        Matcher number = ID.matcher(id);
        if (!number.matches() || fields.size() != FIELDS || !Arrays.equals((byte[]) fields.get(0), HEAD)
                || !Arrays.equals((byte[]) fields.get(2), FRAMES)) {
            return Optional.empty();
        }
        ByteBuffer frames = ByteBuffer.wrap((byte[]) fields.get(3)).asReadOnlyBuffer();
        return EntryHead.parse(text((byte[]) fields.get(1)))
                .map(head -> new PlacedEntry(Long.parseLong(number.group(1)), head, frames));
    }

    static String text(byte[] raw) {
        return new String(raw, StandardCharsets.UTF_8);
    }
}
