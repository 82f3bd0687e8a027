package mles.server.spi;

import java.time.Instant;
import java.util.List;
import mles.protocol.Credentials;

/**
 * A key by which clients come in, and what it is good for. Nothing secret shows in {@link #toString()}.
 *
 * @param name        what operators call it
 * @param credentials what its clients know
 * @param channels    where they may go
 * @param rights      what they may do there
 * @param from        from when on they may come
 * @param until       until when; who is in by then stays
 */
public record NamedKey(String name, Credentials credentials, List<ChannelPattern> channels, Rights rights, Instant from,
        Instant until) {
    private static final List<ChannelPattern> EVERYWHERE = List.of(new ChannelPattern("*"));

    /** Takes a copy of the list. */
    public NamedKey {
        channels = List.copyOf(channels);
    }

    /** {@return a key for ordinary members of all channels, at any time} */
    public static NamedKey ordinary(String name, Credentials credentials) {
        return new NamedKey(name, credentials, EVERYWHERE, Rights.MEMBER, Instant.MIN, Instant.MAX);
    }

    /** {@return whether it admits members to {@code channel} at {@code now}} */
    public boolean admits(String channel, Instant now) {
        return !now.isBefore(from) && now.isBefore(until)
                && channels.stream().anyMatch(pattern -> pattern.matches(channel));
    }
}
