package mles.server.admin;

import java.net.InetSocketAddress;
import java.util.Map;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.server.channel.HubControl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Actions of operators. Each of them is a line of the log. */
public final class OperatorActions {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorActions.class);

    private final HubControl hubs;

    public OperatorActions(HubControl hubs) {
        this.hubs = hubs;
    }

    /** {@return all of them by their paths} */
    public Map<String, Action> all() {
        return Map.of("/api/evict", this::evict, "/api/purge", this::purge);
    }

    private HttpResult evict(Map<String, String> query, InetSocketAddress remote) {
        ChannelName channel = new ChannelName(Parameters.needed(query, "channel"));
        ConnectionId cid = ConnectionId.parse(Parameters.needed(query, "cid"));
        boolean done = hubs.evict(channel, cid);
        LOG.info("admin-evict: an operator closed a member, channel={}, cid={}, done={}, operator={}",
                channel.quoted(), cid, done, remote);
        return Json.of(out -> out.writeBooleanField("done", done));
    }

    private HttpResult purge(Map<String, String> query, InetSocketAddress remote) {
        ChannelName channel = new ChannelName(Parameters.needed(query, "channel"));
        boolean done = hubs.purge(channel);
        LOG.info("admin-purge: an operator purged a history, channel={}, done={}, operator={}", channel.quoted(),
                done, remote);
        return Json.of(out -> out.writeBooleanField("done", done));
    }
}
