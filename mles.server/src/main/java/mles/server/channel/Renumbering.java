package mles.server.channel;

import java.util.List;
import mles.protocol.CloseReason;
import mles.server.delivery.Feeds;
import mles.server.log.Numbering;

/**
 * Ends the epoch of a channel where the numbers of its messages come to mean others. Members that know numbers go, and hear of the gap
 * when they are back. Thread: home loop.
 */
final class Renumbering {
    private final HubLoop home;
    private final Roster roster;
    private final Feeds feeds;
    private final Numbering numbering;

    Renumbering(HubLoop home, Roster roster, Feeds feeds, Numbering numbering) {
        this.home = home;
        this.roster = roster;
        this.feeds = feeds;
        this.numbering = numbering;
    }

    /** Numbers that were given mean other messages from now on. */
    void renew(CloseReason reason) {
        if (numbering.isOn()) {
            numbering.renew();
            closeNumbered(reason);
        }
    }

    /** Closes the members that know numbers, when what is going on is done: one of them may be joining. */
    void closeNumbered(CloseReason reason) {
        List<HubMembership> numbered = roster.copy().stream()
                .filter(each -> each.cursor().member().isNumbered()).toList();
        feeds.closeNumbered();
        if (!numbered.isEmpty()) {
            home.post(() -> numbered.forEach(each -> each.leaveAtHome(reason)));
        }
    }
}
