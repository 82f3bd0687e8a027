package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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
        assertEquals("""
                # HELP d Delay.
                # TYPE d histogram
                d_bucket{le="0.5"} 2
                d_bucket{le="1.0"} 2
                d_bucket{le="+Inf"} 5
                d_sum 12.25
                d_count 5
                """, new PrometheusText().histogram("d", "Delay.", List.of(0.5, 1.0), List.of(2L, 0L, 3L), 12.25)
                .toString());
    }
}
