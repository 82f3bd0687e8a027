package mles.server.spi;

import java.time.Duration;
import java.util.function.Function;
import mles.protocol.ChannelName;

/**
 * Settings of a store.
 *
 * @param argument  everything behind the first colon of {@code --history NAME:ARGUMENT}, empty without one; its meaning is
 *                  the store's own
 * @param sync      when appended frames are safe against a loss of power
 * @param diskLimit bytes that the store may take in all; 0 is no limit
 * @param maxAge    oldest age of the frames of a channel, also while it is not open; {@link #FOR_EVER}, or zero
 *                  for one channel, is no limit. Asked on any thread
 * @param readOnly  whether it must change nothing, and may be read while a server has it open
 */
public record HistorySettings(String argument, HistorySync sync, long diskLimit, Function<ChannelName, Duration> maxAge,
        boolean readOnly) {
    /** No frame of any channel is too old. */
    public static final Function<ChannelName, Duration> FOR_EVER = channel -> Duration.ZERO;

    /** @throws IllegalArgumentException when the limit is negative */
    public HistorySettings {
        if (diskLimit < 0) {
            throw new IllegalArgumentException("disk limit: expected 0 bytes or more, was " + diskLimit);
        }
    }

    /** Settings of a store in which no frame is too old. */
    public HistorySettings(String argument, HistorySync sync, long diskLimit, boolean readOnly) {
        this(argument, sync, diskLimit, FOR_EVER, readOnly);
    }
}
