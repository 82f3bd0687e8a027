package mles.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.protocol.ChannelName;
import mles.server.metrics.ChannelStats;
import org.junit.jupiter.api.Test;

class ChannelSamplerTest {
    private long now;
    private long took;
    private int taken;
    private long frames = 100;
    private final ChannelSampler sampler = new ChannelSampler(() -> {
        taken++;
        now += took;
        return List.of(new ChannelStats(new ChannelName("lab"), 1, frames, frames * 10, 5, 50, 64));
    }, () -> now);

    @Test
    void twoSamplesMakeARate() {
        assertTrue(sampler.latest().isEmpty());
        assertEquals(-1, sampler.sample().rows().getFirst().frameRate());
        frames += 30;
        now += TimeUnit.SECONDS.toNanos(3);
        ChannelSample sample = sampler.sample();
        assertEquals(10, sample.rows().getFirst().frameRate());
        assertEquals(100, sample.rows().getFirst().byteRate());
        assertEquals(50, sample.historyBytes());
        assertEquals(64, sample.logMemory());
    }

    @Test
    void aChannelOpenedAnewBeginsAtZero() {
        sampler.sample();
        frames = 8;
        now += TimeUnit.SECONDS.toNanos(2);
        assertEquals(4, sampler.sample().rows().getFirst().frameRate());
    }

    @Test
    void allWhoAskShareASample() {
        ChannelSample first = sampler.sample();
        now += TimeUnit.MILLISECONDS.toNanos(1999);
        assertSame(first, sampler.sample());
        now += TimeUnit.MILLISECONDS.toNanos(1);
        sampler.sample();
        assertEquals(2, taken);
    }

    @Test
    void aSampleThatTookLongIsKeptForLong() {
        took = TimeUnit.SECONDS.toNanos(1);
        ChannelSample first = sampler.sample();
        now += TimeUnit.SECONDS.toNanos(48);
        assertSame(first, sampler.sample());
        now += TimeUnit.SECONDS.toNanos(1);
        sampler.sample();
        assertEquals(2, taken);
    }
}
