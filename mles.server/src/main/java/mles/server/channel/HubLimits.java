package mles.server.channel;

import java.time.Duration;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.spi.Retention;

/**
 * The limits that hubs keep. Channels with equal limits share one object.
 *
 * @param retention       the part of history that a joiner gets
 * @param slowReaders     the policy of waits for slow readers
 * @param channels        channels in all
 * @param idleNanos       time that a channel without members is kept; 0 is no limit
 * @param heapBytes       bytes of the heap that channels and members may take
 * @param nameBytes       bytes of a uid or channel
 * @param memoryStepNanos time that publishers wait for memory before a member is closed for it
 */
public record HubLimits(Retention retention, SlowReaderPolicy slowReaders, int channels, long idleNanos, long heapBytes,
        long nameBytes, long memoryStepNanos) {

    /** Time for which a channel of a cluster is kept without members where no time is set: its engine has the history. */
    private static final Duration IDLE_IN_CLUSTER = Duration.ofMinutes(1);

    /** {@return the limits that {@code config} sets} */
    public static HubLimits of(ServerConfig config) {
        return new HubLimits(
                new Retention(config.get(Settings.HISTORY_LIMIT), config.get(Settings.HISTORY_BYTES),
                        config.get(Settings.HISTORY_AGE)),
                new SlowReaderPolicy(config.get(Settings.DELIVERY_WINDOW),
                        config.get(Settings.SLOW_READER_PAUSE).toNanos()),
                config.get(Settings.MAX_CHANNELS), idle(config).toNanos(),
                config.get(Settings.HEAP_LIMIT), config.get(Settings.MAX_NAME),
                config.get(Settings.MEMORY_PRESSURE_TIMEOUT).toNanos());
    }

    /** {@return these, with others where channels may differ} */
    public HubLimits with(Retention ofChannel, long window) {
        return new HubLimits(ofChannel, new SlowReaderPolicy(window, slowReaders.pauseNanos()), channels, idleNanos,
                heapBytes, nameBytes, memoryStepNanos);
    }

    private static Duration idle(ServerConfig config) {
        Duration idle = config.get(Settings.CHANNEL_IDLE);
        return idle.isZero() && !config.get(Settings.CLUSTER).isEmpty() ? IDLE_IN_CLUSTER : idle;
    }
}
