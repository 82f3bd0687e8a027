package mles.server.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mles.server.spi.HistorySync;

/**
 * Types of settings: how a value is read and printed, and its bounds. The form that each has in help and in errors follows
 * from the bounds.
 */
public final class SettingTypes {
    /** Bytes of a kibibyte. */
    public static final long KIB = Units.KIB;
    /** Bytes of a mebibyte. */
    public static final long MIB = Units.MIB;
    /** The longest time: several times this is still a number of nanoseconds. */
    static final Duration LONGEST = Duration.ofDays(3650);

    private static final String NONE = "none";
    private static final String ALWAYS = "always";
    private static final String INTERVAL = "interval:";

    private SettingTypes() {
    }

    /**
     * {@return a setting of any type}
     *
     * @param name        the one name everywhere, in lower case with hyphens
     * @param form        the form of a value and its bounds, in words: {@code a number from 0 to 1000000}
     * @param description one sentence with a full stop
     * @param fallback    the value where nothing is set
     * @param parser      the value that a text spells, or an {@link IllegalArgumentException}
     * @param printer     the text that spells a value
     * @param bounds      whether a value is allowed
     * @param <T>         an immutable type
     */
    public static <T> Setting<T> of(String name, String form, String description, Supplier<T> fallback,
            Function<String, T> parser, Function<T, String> printer, Predicate<T> bounds) {
        return new Setting<>(name, form, description, fallback, parser, printer, bounds);
    }

    /** {@return a list of texts, which may be given one by one as well} */
    public static Setting<List<String>> list(String name, String form, String description, List<String> fallback,
            Predicate<List<String>> bounds) {
        return of(name, form, description, () -> fallback, text -> List.of(text.split("[,\\s]+")),
                texts -> String.join(",", texts), bounds).repeatable();
    }

    /** {@return a setting that is {@code on} or {@code off}} */
    public static Setting<Boolean> onOrOff(String name, boolean fallback, String description) {
        return of(name, "on or off", description, () -> fallback, SettingTypes::isOn, on -> on ? "on" : Units.OFF,
                on -> true);
    }

    /** {@return a whole number with bounds} */
    public static Setting<Integer> number(String name, int fallback, int least, int most, String description) {
        return number(name, () -> fallback, least, most, description);
    }

    /** {@return a whole number with bounds, whose default follows the machine} */
    public static Setting<Integer> number(String name, Supplier<Integer> fallback, int least, int most,
            String description) {
        return of(name, "a number from " + least + " to " + most, description, fallback, Integer::valueOf,
                String::valueOf, value -> value >= least && value <= most);
    }

    /** {@return a number that is off by default, which is zero} */
    public static Setting<Integer> limit(String name, String description) {
        return limit(name, 0, description);
    }

    /** {@return a number that may be off, which is zero} */
    public static Setting<Integer> limit(String name, int fallback, String description) {
        return of(name, "a number from 1 to " + Integer.MAX_VALUE + ", or off", description, () -> fallback,
                text -> text.equals(Units.OFF) ? 0 : Integer.parseInt(text),
                value -> value == 0 ? Units.OFF : value.toString(), value -> value >= 0);
    }

    /** {@return a number of bytes that is off by default, which is zero} */
    public static Setting<Long> sizeOrOff(String name, long least, String description) {
        return of(name, "a size of at least " + Units.size(least) + ", or off", description, () -> 0L,
                text -> text.equals(Units.OFF) ? 0 : Units.size(text),
                size -> size == 0 ? Units.OFF : Units.size(size), size -> size == 0 || size >= least);
    }

    /** {@return a number of bytes with bounds} */
    public static Setting<Long> size(String name, long fallback, long least, long most, String description) {
        return size(name, () -> fallback, least, most, description);
    }

    /** {@return a number of bytes with bounds, whose default follows the machine} */
    public static Setting<Long> size(String name, Supplier<Long> fallback, long least, long most,
            String description) {
        String form = "a size of at least " + Units.size(least)
                + (most == Long.MAX_VALUE ? "" : " and at most " + Units.size(most));
        return of(name, form, description, fallback, Units::size, Units::size,
                value -> value >= least && value <= most);
    }

    /** {@return a time that may be off, which is zero} */
    public static Setting<Duration> time(String name, Duration fallback, String description) {
        return of(name, "a time up to 3650d such as 500ms, 10s, 5min, 24h, or off", description, () -> fallback,
                Units::time, Units::time, value -> !value.isNegative() && value.compareTo(LONGEST) <= 0);
    }

    /** {@return a time that cannot be off} */
    public static Setting<Duration> positiveTime(String name, Duration fallback, String description) {
        return of(name, "a time from 1ms to 3650d such as 500ms or 10s", description, () -> fallback, Units::time,
                Units::time, value -> value.isPositive() && value.compareTo(LONGEST) <= 0);
    }

    static HistorySync sync(String text) {
        return switch (text) {
            case NONE -> HistorySync.NONE;
            case ALWAYS -> HistorySync.ALWAYS;
            default -> {
                Duration interval = text.startsWith(INTERVAL)
                        ? Units.time(text.substring(INTERVAL.length()))
                        : Duration.ZERO;
                yield HistorySync.every(interval);
            }
        };
    }

    static String print(HistorySync sync) {
        return switch (sync.mode()) {
            case NONE -> NONE;
            case ALWAYS -> ALWAYS;
            case INTERVAL -> INTERVAL + Units.time(sync.interval());
        };
    }

    private static boolean isOn(String text) {
        return switch (text) {
            case "on" -> true;
            case Units.OFF -> false;
            default -> throw new IllegalArgumentException("switch: expected on or off, was " + text);
        };
    }
}
