package mles.server;

import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.stream.Stream;
import mles.protocol.Header;
import mles.server.cluster.Cluster;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import mles.server.memory.MemoryBudget;
import mles.server.spi.Relay;
import mles.server.spi.RelayProvider;
import mles.server.spi.RelaySettings;
import mles.server.spi.Retention;
import mles.server.spi.ServerEvents;
import org.jspecify.annotations.Nullable;

/** The cluster as settings name it. */
final class Clusters {
    private Clusters() {
    }

    /**
     * {@return the cluster of the engine that {@link Settings#CLUSTER} names, not started; null when it is none}
     *
     * @throws ConfigException when there is no such engine, or other settings do not go with one
     */
    static @Nullable Cluster of(ServerConfig config, Providers providers, ServerEvents events,
            ByteBufAllocator allocator, MemoryBudget budget) {
        String address = config.get(Settings.CLUSTER);
        if (address.isEmpty()) {
            return null;
        }
        refuse(!config.get(Settings.PEER).isEmpty(), Settings.PEER,
                "no peer beside a cluster, whose servers are equal");
        refuse(!config.get(Settings.HISTORY).equals(Settings.MEMORY), Settings.HISTORY,
                "memory beside a cluster, whose engine keeps history");
        refuse(!config.isGuarded(), Settings.CLUSTER,
                "a key: a balancer hides the addresses that stand for keys otherwise");
        String scheme = address.substring(0, address.indexOf(':'));
        RelayProvider provider = providers.find(RelayProvider.class, each -> Stream.of(each.scheme()), scheme,
                Settings.CLUSTER, "; a plugin may provide it, see mles plugins");
        try {
            int payload = Math.max(config.get(Settings.MAX_FRAME), config.get(Settings.MAX_FIRST_FRAME));
            Relay relay = provider.create(new RelaySettings(address, Header.SIZE + payload, largest(config)));
            return new Cluster(relay, config.get(Settings.CLUSTER_TIMEOUT), events, allocator, budget);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(Settings.CLUSTER + ": " + e.getMessage());
        }
    }

    /** Zero is no limit to the age. */
    private static Retention largest(ServerConfig config) {
        Duration age = config.isUniform() ? config.get(Settings.HISTORY_AGE) : Duration.ZERO;
        return new Retention(config.largest(Settings.HISTORY_LIMIT), config.largest(Settings.HISTORY_BYTES), age);
    }

    private static void refuse(boolean isSo, Setting<?> setting, String expected) {
        if (isSo) {
            throw new ConfigException(setting + ": expected " + expected);
        }
    }
}
