package mles.server;

import java.time.Duration;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;
import mles.server.spi.HistorySync;
import org.jspecify.annotations.Nullable;

/** How a store is asked for in settings. */
final class Stores {
    /** The name that stands for no store. */
    static final String MEMORY = "memory";
    private static final String NONE = "none";
    private static final String ALWAYS = "always";
    private static final String INTERVAL = "interval:";

    private Stores() {
    }

    /** {@return the store that the settings ask for, not started; null when it is none} */
    static @Nullable HistoryStore create(ServerConfig config, Providers providers) {
        String asked = config.get(Settings.HISTORY);
        if (asked.equals(MEMORY)) {
            return null;
        }
        int colon = asked.indexOf(':');
        String name = colon < 0 ? asked : asked.substring(0, colon);
        HistorySettings settings = new HistorySettings(colon < 0 ? "" : asked.substring(colon + 1),
                config.get(Settings.HISTORY_SYNC), config.get(Settings.HISTORY_DISK_LIMIT), false);
        HistoryStoreProvider provider = providers.find(HistoryStoreProvider.class, HistoryStoreProvider::name, name,
                Settings.HISTORY);
        try {
            return provider.create(settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(Settings.HISTORY + ": " + asked + ": " + e.getMessage());
        }
    }

    static HistorySync sync(String text) {
        return switch (text) {
            case NONE -> HistorySync.NONE;
            case ALWAYS -> HistorySync.ALWAYS;
            default -> {
                Duration interval = text.startsWith(INTERVAL)
                        ? Units.time(text.substring(INTERVAL.length()))
                        : Duration.ZERO;
                yield HistorySync.every(interval);
            }
        };
    }

    static String print(HistorySync sync) {
        return switch (sync.mode()) {
            case NONE -> NONE;
            case ALWAYS -> ALWAYS;
            case INTERVAL -> INTERVAL + Units.time(sync.interval());
        };
    }
}
