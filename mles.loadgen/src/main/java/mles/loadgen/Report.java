package mles.loadgen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Result of a run: figures with names, in order. */
public final class Report {
    private static final int NAME_WIDTH = 32;

    private final List<Figure> figures = new ArrayList<>();
    private boolean ok;
    private boolean partial;
    private @Nullable String problem;

    /**
     * One of them.
     *
     * @param name what it is called, the same in each format
     * @param text as it is read
     * @param json as it stands in JSON
     */
    private record Figure(String name, String text, String json) {
    }

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
        figures.forEach(figure -> lines.append(figure.name())
                .append(" ".repeat(Math.max(1, NAME_WIDTH + 1 - figure.name().length()))).append(figure.text())
                .append('\n'));
        return lines.toString();
    }

    /** {@return one line of JSON: an object with the same names} */
    public String json() {
        StringBuilder line = new StringBuilder("{");
        figures.forEach(figure -> line.append(line.length() == 1 ? "" : ",").append('"').append(figure.name())
                .append("\":").append(figure.json()));
        return line.append("}\n").toString();
    }

    /** @param value holds nothing that JSON would have to escape */
    void word(String name, String value) {
        figures.add(new Figure(name, value, '"' + value + '"'));
    }

    void count(String name, long value) {
        String digits = Long.toString(value);
        figures.add(new Figure(name, digits, digits));
    }

    void number(String name, double value, int decimals) {
        String digits = String.format(Locale.ROOT, "%." + decimals + "f", value);
        figures.add(new Figure(name, digits, digits));
    }

    void flag(String name, boolean value) {
        figures.add(new Figure(name, value ? "yes" : "no", Boolean.toString(value)));
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
}
