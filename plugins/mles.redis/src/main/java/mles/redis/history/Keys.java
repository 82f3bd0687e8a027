package mles.redis.history;

import java.nio.charset.StandardCharsets;
import mles.protocol.ChannelName;

/** Names of the keys in Redis: {@code PREFIX:channel:NAME}, NAME in UTF-8, and {@code PREFIX:format}. */
final class Keys {
    private final String channels;
    private final String format;

    /** @param prefix without any character that a pattern of Redis would not take as it is */
    Keys(String prefix) {
        channels = prefix + ":channel:";
        format = prefix + ":format";
    }

    byte[] of(ChannelName channel) {
        return (channels + channel.text()).getBytes(StandardCharsets.UTF_8);
    }

    ChannelName channel(byte[] key) {
        return new ChannelName(new String(key, StandardCharsets.UTF_8).substring(channels.length()));
    }

    /** {@return a pattern that matches the keys of all channels} */
    byte[] pattern() {
        return (channels + "*").getBytes(StandardCharsets.UTF_8);
    }

    /** {@return the key that says what this is} */
    String format() {
        return format;
    }
}
