package mles.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mles.server.config.ListenAddress;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.hub.HubLimits;
import mles.server.tcp.TcpLimits;
import mles.server.transport.SocketOptions;
import org.junit.jupiter.api.Test;

/** Settings reach the parts that they are for; each has another value here. */
class ServerRuntimeTest {
    private static final ServerConfig CONFIG = config("history-limit", "1", "history-bytes", "2", "history-age", "3ms",
            "delivery-window", "64KiB", "slow-reader-pause", "5ms", "max-channels", "6", "channel-idle", "7ms",
            "max-name", "8",
            "max-first-frame", "9", "max-frame", "10", "max-unauthenticated", "4KiB", "first-byte-timeout", "11ms",
            "first-frame-timeout", "12ms",
            "first-frame-rate", "13", "frame-timeout", "14ms", "keepalive-idle", "15s", "keepalive-interval", "16s",
            "keepalive-count", "17", "tcp-user-timeout", "18ms", "memory-pressure-timeout", "19ms", "heap-limit",
            "20MiB");

    @Test
    void hub() {
        assertEquals(
                new HubLimits(1, 2, 3_000_000, 64 << 10, 5_000_000, 6, 7_000_000, 20 << 20, 8, 19_000_000),
                ServerRuntime.hubLimits(CONFIG));
    }

    @Test
    void tcp() {
        assertEquals(
                new TcpLimits(9, 10, 8, 5, 11_000_000, 12_000_000, 13, 14_000_000, new SocketOptions(15, 16, 17, 18)),
                ServerRuntime.tcpLimits(CONFIG, 5));
    }

    @Test
    void partsOfASecondAreAWholeOneForSockets() {
        TcpLimits limits = ServerRuntime.tcpLimits(config("keepalive-idle", "1ms", "keepalive-interval", "1001ms"), 1);
        assertEquals(1, limits.socket().keepaliveIdle());
        assertEquals(2, limits.socket().keepaliveInterval());
    }

    @Test
    void longestTimesFit() {
        TcpLimits tcp = ServerRuntime.tcpLimits(config("keepalive-idle", "3650d", "tcp-user-timeout", "3650d"), 1);
        assertEquals(Short.MAX_VALUE, tcp.socket().keepaliveIdle());
        assertEquals(Integer.MAX_VALUE, tcp.socket().userTimeoutMillis());
    }

    @Test
    void unauthenticatedBytesGoToSchemesInEvenParts() {
        ServerConfig config = config("max-unauthenticated", "20MiB", "listen",
                "tcp://[::1]:0,tcp://[::1]:0,ws://[::1]:0");
        assertEquals(10 << 20, ServerRuntime.unauthenticated(config, ListenAddress.all(config)));
    }

    private static ServerConfig config(String... pairs) {
        ServerConfig.Builder config = ServerConfig.builder();
        for (int i = 0; i < pairs.length; i += 2) {
            String name = pairs[i];
            config.parse(Settings.all().stream().filter(setting -> setting.name().equals(name)).findAny().orElseThrow(),
                    pairs[i + 1]);
        }
        return config.build();
    }
}
