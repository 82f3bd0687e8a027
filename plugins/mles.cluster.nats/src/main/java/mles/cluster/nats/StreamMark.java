package mles.cluster.nats;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Description of a stream, by which servers know it for theirs: all versions of NATS keep one.
 *
 * @param streams number of streams under the prefix
 * @param epoch   epoch of the positions in this stream, made with it
 */
record StreamMark(int streams, long epoch) {
    private static final Pattern FORM = Pattern
            .compile("mles channels, format 1, one of ([0-9]{1,3}) streams, epoch ([0-9a-f]{16})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** {@return a mark with an epoch of its own} */
    static StreamMark next(int streams) {
        long epoch = RANDOM.nextLong();
        // Zero is the epoch of the position before all others.
        return new StreamMark(streams, epoch == 0 ? 1 : epoch);
    }

    /** {@return the mark that {@code description} is; empty when it is none} */
    static Optional<StreamMark> parse(@Nullable String description) {
        Matcher parts = FORM.matcher(description == null ? "" : description);
        return parts.matches()
                ? Optional.of(new StreamMark(Integer.parseInt(parts.group(1)),
                        HexFormat.fromHexDigitsToLong(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "mles channels, format 1, one of " + streams + " streams, epoch " + HexFormat.of().toHexDigits(epoch);
    }
}
