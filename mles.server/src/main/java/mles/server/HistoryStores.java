package mles.server;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;
import org.jspecify.annotations.Nullable;

/** Stores of history as settings name them, for a server and for tools that read one without a server. */
public final class HistoryStores {
    private HistoryStores() {
    }

    /**
     * {@return the store that {@link Settings#HISTORY} names, not started}
     *
     * @param config   {@link Settings#HISTORY_SYNC} and {@link Settings#HISTORY_DISK_LIMIT} are for this as well
     * @param readOnly whether to change nothing; a server may use the store meanwhile
     * @param layers   where to look for providers as well
     * @throws ConfigException when there is no such store
     */
    public static HistoryStore of(ServerConfig config, boolean readOnly, List<ModuleLayer> layers) {
        if (config.get(Settings.HISTORY).equals(Settings.MEMORY)) {
            throw new ConfigException(Settings.HISTORY + ": expected a store, was " + Settings.MEMORY);
        }
        return create(config, () -> config, readOnly, new Providers(layers));
    }

    /**
     * {@return the store that the settings ask for, not started; null when it is none}
     *
     * @param current the settings as they are when the store wants to know
     */
    static @Nullable HistoryStore of(ServerConfig config, Supplier<ServerConfig> current, Providers providers) {
        return config.get(Settings.HISTORY).equals(Settings.MEMORY) ? null : create(config, current, false, providers);
    }

    private static HistoryStore create(ServerConfig config, Supplier<ServerConfig> current, boolean readOnly,
            Providers providers) {
        String asked = config.get(Settings.HISTORY);
        int colon = asked.indexOf(':');
        String name = colon < 0 ? asked : asked.substring(0, colon);
        HistorySettings settings = new HistorySettings(colon < 0 ? "" : asked.substring(colon + 1),
                config.get(Settings.HISTORY_SYNC), config.get(Settings.HISTORY_DISK_LIMIT), maxAge(config, current),
                readOnly);
        HistoryStoreProvider provider = providers.find(HistoryStoreProvider.class,
                each -> Stream.of(each.name()), name,
                Settings.HISTORY,
                colon < 0 ? "; a directory is file:" + asked : "; a plugin may provide it, see mles plugins");
        try {
            return provider.create(settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(Settings.HISTORY + ": " + name + ": " + e.getMessage());
        }
    }

    private static Function<ChannelName, Duration> maxAge(ServerConfig config, Supplier<ServerConfig> current) {
        return config.isUniform() && config.get(Settings.HISTORY_AGE).isZero()
                ? HistorySettings.FOR_EVER
                : channel -> current.get().get(Settings.HISTORY_AGE, channel.text());
    }
}
