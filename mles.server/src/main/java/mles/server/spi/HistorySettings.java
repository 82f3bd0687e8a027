package mles.server.spi;

/**
 * How a store is to work.
 *
 * @param argument  everything behind the first colon of {@code --history NAME:ARGUMENT}, empty without one; its meaning is
 *                  the store's own
 * @param sync      when appended frames are safe against a loss of power
 * @param diskLimit bytes that the store may take in all; 0 is no limit
 * @param readOnly  whether it must change nothing, and may be read while a server has it open
 */
public record HistorySettings(String argument, HistorySync sync, long diskLimit, boolean readOnly) {
    /** @throws IllegalArgumentException when the limit is negative */
    public HistorySettings {
        if (diskLimit < 0) {
            throw new IllegalArgumentException("a disk limit of " + diskLimit + " bytes");
        }
    }
}
