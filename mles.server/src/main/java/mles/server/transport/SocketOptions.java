package mles.server.transport;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import jdk.net.ExtendedSocketOptions;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;

/**
 * The options of every connection, dialled or accepted (SPEC 7).
 *
 * @param keepaliveIdle     seconds before the first probe; 0 is no keepalive
 * @param keepaliveInterval seconds between probes
 * @param keepaliveCount    probes without an answer
 * @param userTimeoutMillis how long sent bytes may be unacknowledged, with epoll only; 0 is what the system does
 */
public record SocketOptions(int keepaliveIdle, int keepaliveInterval, int keepaliveCount, int userTimeoutMillis) {

    /** {@return the options that {@code config} sets} Sockets count in whole seconds; a part of one is one. */
    public static SocketOptions of(ServerConfig config) {
        return new SocketOptions(seconds(config.get(Settings.KEEPALIVE_IDLE)),
                seconds(config.get(Settings.KEEPALIVE_INTERVAL)), config.get(Settings.KEEPALIVE_COUNT),
                Math.toIntExact(Math.min(Integer.MAX_VALUE, config.get(Settings.TCP_USER_TIMEOUT).toMillis())));
    }

    /** {@return these, with another limit on unacknowledged bytes} */
    public SocketOptions withUserTimeout(int millis) {
        return new SocketOptions(keepaliveIdle, keepaliveInterval, keepaliveCount, millis);
    }

    /** Hands each option to a bootstrap, its {@code option} or {@code childOption}. */
    @SuppressWarnings("unchecked") // each option stands with a value of its type
    public void apply(boolean epoll, BiConsumer<ChannelOption<Object>, Object> bootstrap) {
        all(epoll).forEach((option, value) -> bootstrap.accept((ChannelOption<Object>) option, value));
    }

    private static int seconds(Duration time) {
        return Math.toIntExact(Math.min(Short.MAX_VALUE, (time.toMillis() + 999) / 1000));
    }

    private Map<ChannelOption<?>, Object> all(boolean epoll) {
        Map<ChannelOption<?>, Object> all = new HashMap<>();
        all.put(ChannelOption.TCP_NODELAY, true);
        // A FIN is not the end: what came before it is to be processed first (SPEC 5.4).
        all.put(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (epoll) {
            all.put(EpollChannelOption.TCP_USER_TIMEOUT, userTimeoutMillis);
        }
        if (keepaliveIdle > 0) {
            all.put(ChannelOption.SO_KEEPALIVE, true);
            all.put(epoll ? EpollChannelOption.TCP_KEEPIDLE : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                    keepaliveIdle);
            all.put(epoll
                    ? EpollChannelOption.TCP_KEEPINTVL
                    : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), keepaliveInterval);
            all.put(epoll ? EpollChannelOption.TCP_KEEPCNT : NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
                    keepaliveCount);
        }
        return all;
    }
}
