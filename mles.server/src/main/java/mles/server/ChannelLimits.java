package mles.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import mles.protocol.ChannelName;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.spi.Retention;
import mles.server.channel.HubLimits;

/** The limits of each channel; those that are equal are one object, as there may be very many channels. Thread-safe. */
final class ChannelLimits {
    private final Map<HubLimits, HubLimits> known = new ConcurrentHashMap<>();
    private final ServerConfig config;
    private final HubLimits usual;

    /** @param usual the limits of a channel for which there is no rule, and of the server as a whole */
    ChannelLimits(ServerConfig config, HubLimits usual) {
        this.config = config;
        this.usual = usual;
    }

    HubLimits of(ChannelName channel) {
        if (config.isUniform()) {
            return usual;
        }
        String name = channel.text();
        HubLimits limits = usual.with(
                new Retention(config.get(Settings.HISTORY_LIMIT, name), config.get(Settings.HISTORY_BYTES, name),
                        config.get(Settings.HISTORY_AGE, name)),
                config.get(Settings.DELIVERY_WINDOW, name));
        return known.computeIfAbsent(limits, Function.identity());
    }
}
