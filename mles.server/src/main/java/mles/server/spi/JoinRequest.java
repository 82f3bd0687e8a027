package mles.server.spi;

import java.net.InetSocketAddress;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;

/**
 * Request of a connection with a valid key to join a channel.
 *
 * @param uid     its uid, as it says
 * @param channel the channel to join
 * @param cid     its connection id
 * @param remote  its remote address
 * @param keyName the name of its key in the ring; empty for the shared key
 */
public record JoinRequest(String uid, ChannelName channel, ConnectionId cid, InetSocketAddress remote, String keyName) {
}
