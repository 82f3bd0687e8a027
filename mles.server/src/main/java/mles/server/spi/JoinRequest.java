package mles.server.spi;

import java.net.InetSocketAddress;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;

/**
 * Somebody with a good key who wants to join a channel.
 *
 * @param uid     who it says it is
 * @param channel where it wants to
 * @param cid     its connection id
 * @param remote  where it comes from
 * @param keyName the name of its key in the ring; empty for the shared key
 */
public record JoinRequest(String uid, ChannelName channel, ConnectionId cid, InetSocketAddress remote, String keyName) {
}
