package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

class HubLimitsTest {

    /** Each has another value here. */
    @Test
    void settingsReachTheLimitThatTheyAreFor() {
        ServerConfig config = ServerConfig.builder().set(Settings.HISTORY_LIMIT, 1).set(Settings.HISTORY_BYTES, 2L)
                .set(Settings.HISTORY_AGE, Duration.ofMillis(3)).set(Settings.DELIVERY_WINDOW, 64L << 10)
                .set(Settings.SLOW_READER_PAUSE, Duration.ofMillis(5)).set(Settings.MAX_CHANNELS, 6)
                .set(Settings.CHANNEL_IDLE, Duration.ofMillis(7)).set(Settings.MAX_NAME, 8L)
                .set(Settings.MEMORY_PRESSURE_TIMEOUT, Duration.ofMillis(19)).set(Settings.HEAP_LIMIT, 20L << 20)
                .build();
        assertEquals(
                new HubLimits(new Retention(1, 2, Duration.ofMillis(3)),
                        new SlowReaderPolicy(64 << 10, 5_000_000), 6, 7_000_000, 20 << 20, 8, 19_000_000),
                HubLimits.of(config));
    }
}
