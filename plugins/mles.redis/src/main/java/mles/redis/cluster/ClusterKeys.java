package mles.redis.cluster;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import mles.protocol.ChannelName;

/**
 * Names of keys, and of channels of publish and subscribe. The prefix has no colon, so no two things share a name.
 *
 * @param prefix beginning of all names
 */
record ClusterKeys(String prefix) {
    byte[] epoch() {
        return key("epoch");
    }

    byte[] number() {
        return key("number");
    }

    byte[] probe() {
        return key("probe");
    }

    byte[] mark(ChannelName channel) {
        return key("mark:" + channel.text());
    }

    byte[] entries(ChannelName channel) {
        return key("entries:" + channel.text());
    }

    byte[] kept(ChannelName channel) {
        return key("kept:" + channel.text());
    }

    byte[] joins(ChannelName channel) {
        return key("joins:" + channel.text());
    }

    byte[] taken(ChannelName channel, long origin) {
        return key("taken:" + HexFormat.of().toHexDigits(origin) + ":" + channel.text());
    }

    byte[] live(ChannelName channel) {
        return key("live:" + channel.text());
    }

    private byte[] key(String end) {
        return (prefix + ":cluster:" + end).getBytes(StandardCharsets.UTF_8);
    }
}
