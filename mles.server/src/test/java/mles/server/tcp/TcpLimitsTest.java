package mles.server.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.transport.SocketOptions;
import org.junit.jupiter.api.Test;

class TcpLimitsTest {

    /** Each has another value here. */
    @Test
    void settingsReachTheLimitThatTheyAreFor() {
        ServerConfig config = ServerConfig.builder().set(Settings.MAX_NAME, 8L).set(Settings.MAX_FIRST_FRAME, 9)
                .set(Settings.MAX_FRAME, 10).set(Settings.FIRST_BYTE_TIMEOUT, Duration.ofMillis(11))
                .set(Settings.FIRST_FRAME_TIMEOUT, Duration.ofMillis(12)).set(Settings.FIRST_FRAME_RATE, 13L)
                .set(Settings.FRAME_TIMEOUT, Duration.ofMillis(14)).set(Settings.KEEPALIVE_IDLE, Duration.ofSeconds(15))
                .set(Settings.KEEPALIVE_INTERVAL, Duration.ofSeconds(16)).set(Settings.KEEPALIVE_COUNT, 17)
                .set(Settings.TCP_USER_TIMEOUT, Duration.ofMillis(18)).build();
        assertEquals(new TcpLimits(9, 10, 8, 5, 11_000_000, 12_000_000, 13, 14_000_000), TcpLimits.of(config, 5));
        assertEquals(new SocketOptions(15, 16, 17, 18), SocketOptions.of(config));
    }

    @Test
    void partsOfASecondAreAWholeOneForSockets() {
        SocketOptions options = SocketOptions
                .of(ServerConfig.builder().set(Settings.KEEPALIVE_IDLE, Duration.ofMillis(1))
                        .set(Settings.KEEPALIVE_INTERVAL, Duration.ofMillis(1001)).build());
        assertEquals(1, options.keepaliveIdle());
        assertEquals(2, options.keepaliveInterval());
    }

    @Test
    void longestTimesFit() {
        SocketOptions options = SocketOptions
                .of(ServerConfig.builder().set(Settings.KEEPALIVE_IDLE, Duration.ofDays(3650))
                        .set(Settings.TCP_USER_TIMEOUT, Duration.ofDays(3650)).build());
        assertEquals(Short.MAX_VALUE, options.keepaliveIdle());
        assertEquals(Integer.MAX_VALUE, options.userTimeoutMillis());
    }
}
