package mles.loadgen;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Result of a run: figures with names, in order. */
public final class Report {
    private static final int NAME_WIDTH = 32;

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private boolean ok;
    private boolean partial;
    private @Nullable String problem;

    /** {@return whether every message came once, in order and where it belongs} */
    public boolean isOk() {
        return ok;
    }

    /** {@return whether the run was ended before its time, on purpose} */
    public boolean isPartial() {
        return partial;
    }

    /** {@return the problem that ended the run before its time, in one line; null without one} */
    public @Nullable String problem() {
        return problem;
    }

    /** {@return a line for each figure} */
    public String text() {
        StringBuilder lines = new StringBuilder();
        figures.forEach(
                (name, value) -> lines.append(name).append(" ".repeat(Math.max(1, NAME_WIDTH + 1 - name.length())))
                        .append(text(value)).append('\n'));
        return lines.toString();
    }

    /** {@return the figures by their names, in order: each is a String, Long, BigDecimal or Boolean} */
    public Map<String, Object> figures() {
        return Collections.unmodifiableMap(figures);
    }

    void word(String name, String value) {
        figures.put(name, value);
    }

    void count(String name, long value) {
        figures.put(name, value);
    }

    void number(String name, double value, int decimals) {
        figures.put(name, BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP));
    }

    void flag(String name, boolean value) {
        figures.put(name, value);
    }

    void verdict(boolean isOk) {
        ok = isOk;
        flag("ok", isOk);
    }

    void partial(boolean isPartial) {
        partial = isPartial;
        flag("partial", isPartial);
    }

    void problem(@Nullable String what) {
        problem = what;
    }

    void micros(String start, Histogram times) {
        number(start + "mean_us", times.mean() / 1e3, 1);
        number(start + "p50_us", times.quantile(0.5) / 1e3, 1);
        number(start + "p99_us", times.quantile(0.99) / 1e3, 1);
        number(start + "p999_us", times.quantile(0.999) / 1e3, 1);
        number(start + "max_us", times.max() / 1e3, 1);
    }

    private static String text(Object value) {
        return value instanceof Boolean flag ? flag ? "yes" : "no" : value.toString();
    }
}
