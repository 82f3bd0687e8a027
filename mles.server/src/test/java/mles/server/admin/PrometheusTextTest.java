package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mles.server.metrics.Histogram;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

    @Test
    void families() {
        assertEquals("""
                # HELP mles_channels Channels.
                # TYPE mles_channels gauge
                mles_channels 7
                # HELP mles_closes_total Connections that ended.
                # TYPE mles_closes_total counter
                mles_closes_total{reason="left"} 3
                mles_closes_total{reason="internal",of="two"} 0
                """, new PrometheusText().gauge("mles_channels", "Channels.").sample(7)
                .counter("mles_closes_total", "Connections that ended.").sample(3, "reason", "left")
                .sample(0, "reason", "internal", "of", "two").toString());
    }

    @Test
    void whatOthersChoseIsEscaped() {
        assertEquals("""
                # HELP a A.
                # TYPE a gauge
                a{channel="a\\\\b\\"c\\nd} 1 é"} 1
                """, new PrometheusText().gauge("a", "A.").sample(1, "channel", "a\\b\"c\nd} 1 é").toString());
    }

    @Test
    void bucketsAddUp() {
        Histogram times = new Histogram();
        times.add(500_000);
        times.add(1_000_000);
        times.add(300_000_000);
        times.add(9_000_000_000L);
        List<String> lines = new PrometheusText().histogram("d", "Delay.", times).toString().lines().toList();
        assertEquals(List.of("# HELP d Delay.", "# TYPE d histogram", "d_bucket{le=\"0.001\"} 2"), lines.subList(0, 3));
        assertEquals(List.of("d_bucket{le=\"0.25\"} 2", "d_bucket{le=\"0.5\"} 3", "d_bucket{le=\"1.0\"} 3",
                "d_bucket{le=\"5.0\"} 3", "d_bucket{le=\"+Inf\"} 4", "d_sum 9.3015", "d_count 4"),
                lines.subList(lines.size() - 7, lines.size()));
    }
}
