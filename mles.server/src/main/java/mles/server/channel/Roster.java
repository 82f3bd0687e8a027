package mles.server.channel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import org.jspecify.annotations.Nullable;

/** The members of a channel, one for each connection id. Thread: home loop. */
public final class Roster {
    /** Members from which on newcomers stay on their loops: the writes to them cost more than the hop to them. */
    private static final int CROWD = 32;

    private final Map<ConnectionId, HubMembership> members = new HashMap<>(2);
    private final ChannelName channel;
    private final HubContext context;

    Roster(ChannelName channel, HubContext context) {
        this.channel = channel;
        this.context = context;
    }

    int size() {
        return members.size();
    }

    @Nullable
    public HubMembership get(ConnectionId cid) {
        return members.get(cid);
    }

    List<HubMembership> copy() {
        return List.copyOf(members.values());
    }

    void forEach(Consumer<HubMembership> action) {
        members.values().forEach(action);
    }

    /** {@return whether it is in: its id was not taken} */
    boolean add(HubMembership membership) {
        if (members.putIfAbsent(membership.info().cid(), membership) != null) {
            return false;
        }
        context.heap().take(HeapCost.of(membership.info()));
        if (members.size() == CROWD) {
            context.crowded(channel, true);
        }
        return true;
    }

    void remove(HubMembership membership) {
        members.remove(membership.info().cid(), membership);
        context.heap().give(HeapCost.of(membership.info()));
        if (members.size() == CROWD / 2) {
            context.crowded(channel, false);
        }
    }
}
