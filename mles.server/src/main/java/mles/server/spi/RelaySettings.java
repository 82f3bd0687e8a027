package mles.server.spi;

/**
 * Settings of an engine.
 *
 * @param address      the value of {@code cluster}, with its scheme: {@code nats://HOST:PORT,HOST:PORT/PREFIX?option=value}
 * @param largestFrame bytes of the longest frame, header included
 * @param keep         the largest limits on the history of a channel; the engine may keep more
 */
public record RelaySettings(String address, int largestFrame, Retention keep) {
}
