package mles.server.metrics;

import java.net.InetSocketAddress;
import mles.protocol.ConnectionId;

/**
 * A member at one moment.
 *
 * @param uid    its name, as in its first message
 * @param cid    its connection id
 * @param remote its remote address
 * @param kind   the kind of its front end
 * @param lag    bytes that it has not got, and would get
 * @param parked whether it is out of the delivery window and gets nothing more
 */
public record MemberStats(String uid, ConnectionId cid, InetSocketAddress remote, String kind, long lag,
        boolean parked) {
}
