package mles.client;

import java.util.LinkedHashSet;
import java.util.Set;
import mles.protocol.ConnectionId;

/** The connection ids that a session has had: more than one in address mode with reconnect only. For one thread. */
final class OwnConnectionIds {
    private static final int MOST = 100;

    private final Set<ConnectionId> ids = new LinkedHashSet<>();

    void add(ConnectionId cid) {
        ids.add(cid);
        if (ids.size() > MOST) {
            ids.remove(ids.iterator().next());
        }
    }

    boolean contain(ConnectionId cid) {
        return ids.contains(cid);
    }
}
