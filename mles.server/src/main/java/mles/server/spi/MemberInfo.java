package mles.server.spi;

import java.net.InetSocketAddress;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;

/**
 * Who is a member of what.
 *
 * @param uid     as in its first message
 * @param channel the channel
 * @param cid     its connection id
 * @param remote  where it comes from
 */
public record MemberInfo(String uid, ChannelName channel, ConnectionId cid, InetSocketAddress remote) {
}
