package mles.server.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as they are written in settings: {@code 64MiB}, {@code 500ms}, {@code off}. */
final class Units {
    static final long KIB = 1024;
    static final long MIB = 1024 * KIB;
    static final long GIB = 1024 * MIB;
    static final String OFF = "off";

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,19})\\s*([A-Za-z]*)");
    private static final Map<String, Long> SIZES = Map.of("", 1L, "B", 1L, "KiB", KIB, "MiB", MIB, "GiB", GIB);
    private static final Map<String, Long> TIMES = Map.of("ms", 1L, "s", 1000L, "min", 60_000L, "h", 3_600_000L, "d",
            86_400_000L);

    private Units() {
    }

    static long size(String text) {
        return amount(text, SIZES);
    }

    static String size(long bytes) {
        if (bytes >= GIB && bytes % GIB == 0) {
            return bytes / GIB + "GiB";
        }
        if (bytes >= MIB && bytes % MIB == 0) {
            return bytes / MIB + "MiB";
        }
        return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + "KiB" : bytes + "B";
    }

    /** {@code off} is zero. */
    static Duration time(String text) {
        return text.equals(OFF) ? Duration.ZERO : Duration.ofMillis(amount(text, TIMES));
    }

    static String time(Duration time) {
        long millis = time.toMillis();
        if (millis == 0) {
            return OFF;
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        if (millis % 60_000 != 0) {
            return millis / 1000 + "s";
        }
        return millis % 3_600_000 != 0 ? millis / 60_000 + "min" : millis / 3_600_000 + "h";
    }

    private static long amount(String text, Map<String, Long> units) {
        Matcher matcher = AMOUNT.matcher(text);
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("amount: expected a number and a unit, was " + text);
        }
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException("amount: expected a smaller one, was " + text);
        }
        return count * unit;
    }
}
