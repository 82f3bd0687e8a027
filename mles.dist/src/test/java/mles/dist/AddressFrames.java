package mles.dist;

import java.net.InetSocketAddress;
import mles.protocol.ConnectionId;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import mles.protocol.Message;

/** First frames in address mode. */
final class AddressFrames {
    private AddressFrames() {
    }

    static Frame join(InetSocketAddress local, String addressKey, String uid, String channel) {
        long key = Credentials.of(null, addressKey).key(local, uid, channel);
        return Frame.of(ConnectionId.of(key), key, Message.of(uid, channel, "").encode());
    }
}
