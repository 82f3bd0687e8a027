package mles.server.admin;

import java.util.List;
import mles.server.metrics.Histogram;

/**
 * Figures in the text format of Prometheus, version 0.0.4: families, each with samples. For one thread.
 *
 * <pre>{@code
 * new PrometheusText().gauge("mles_channels", "Channels.").sample(7)
 *         .counter("mles_closes_total", "ConnectionCounters that ended.").sample(3, "reason", "left").toString()
 * }</pre>
 */
public final class PrometheusText {
    /** The media type. */
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder();
    private String family = "";

    /** Begins a family of values that go up and down. */
    public PrometheusText gauge(String name, String help) {
        return family(name, "gauge", help);
    }

    /** Begins a family of values that only grow; {@code name} ends in {@code _total}. */
    public PrometheusText counter(String name, String help) {
        return family(name, "counter", help);
    }

    /**
     * Adds a whole family that tells how times are distributed, in seconds.
     */
    public PrometheusText histogram(String name, String help, Histogram times) {
        List<Long> counts = times.counts();
        family(name, "histogram", help);
        long total = 0;
        for (int i = 0; i < counts.size(); i++) {
            total += counts.get(i);
            String bound = i < Histogram.BOUNDS.size() ? Histogram.BOUNDS.get(i).toString() : "+Inf";
            line(name + "_bucket", Long.toString(total), "le", bound);
        }
        line(name + "_sum", Double.toString(times.sum()));
        line(name + "_count", Long.toString(total));
        return this;
    }

    /** Adds a value of the family begun last; {@code labels} are names and values in turn. */
    public PrometheusText sample(long value, String... labels) {
        line(family, Long.toString(value), labels);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private PrometheusText family(String name, String type, String help) {
        family = name;
        out.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
                .append(type).append('\n');
        return this;
    }

    private void line(String name, String value, String... labels) {
        out.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        out.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
