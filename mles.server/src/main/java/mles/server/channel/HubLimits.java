package mles.server.channel;

import java.time.Duration;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.spi.Retention;

/**
 * The limits that hubs keep.
 *
 * @param historyFrames messages that a joiner gets
 * @param historyBytes  bytes that a joiner gets
 * @param historyNanos  age of the frames that a joiner gets; 0 is no limit
 * @param window        bytes that a reader may lag behind
 * @param stallNanos    time that publishers wait for a reader without progress; 0 is not at all
 * @param channels      channels in all
 * @param idleNanos     time that a channel without members is kept; 0 is no limit
 * @param heapBytes     bytes of the heap that channels and members may take
 * @param nameBytes     bytes of a uid or channel
 * @param memoryStepNanos time that publishers wait for memory before a member is closed for it
 */
public record HubLimits(int historyFrames, long historyBytes, long historyNanos, long window, long stallNanos,
        int channels, long idleNanos, long heapBytes, long nameBytes, long memoryStepNanos) {

    /** {@return the limits that {@code config} sets} */
    public static HubLimits of(ServerConfig config) {
        return new HubLimits(config.get(Settings.HISTORY_LIMIT), config.get(Settings.HISTORY_BYTES),
                config.get(Settings.HISTORY_AGE).toNanos(), config.get(Settings.DELIVERY_WINDOW),
                config.get(Settings.SLOW_READER_PAUSE).toNanos(), config.get(Settings.MAX_CHANNELS),
                config.get(Settings.CHANNEL_IDLE).toNanos(), config.get(Settings.HEAP_LIMIT),
                config.get(Settings.MAX_NAME), config.get(Settings.MEMORY_PRESSURE_TIMEOUT).toNanos());
    }

    /** {@return these, with others where channels may differ} */
    public HubLimits with(int frames, long bytes, long ageNanos, long ownWindow) {
        return new HubLimits(frames, bytes, ageNanos, ownWindow, stallNanos, channels, idleNanos, heapBytes,
                nameBytes,
                memoryStepNanos);
    }

    /** {@return the policy of waits for slow readers} */
    SlowReaderPolicy slowReaders() {
        return new SlowReaderPolicy(window, stallNanos);
    }

    /** {@return the part of history that a joiner gets} */
    Retention retention() {
        return new Retention(historyFrames, historyBytes, Duration.ofNanos(historyNanos));
    }
}
