package mles.server.spi;

import java.net.InetSocketAddress;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;

/**
 * Identity of a member.
 *
 * @param uid     as in its first message
 * @param channel the channel
 * @param cid     its connection id
 * @param remote  its remote address
 */
public record MemberInfo(String uid, ChannelName channel, ConnectionId cid, InetSocketAddress remote) {
}
