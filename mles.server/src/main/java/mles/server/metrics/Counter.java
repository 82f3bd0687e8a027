package mles.server.metrics;

/** Counters of each loop. */
public enum Counter {
    /** Members that joined. */
    JOINS,
    /** Members that left. */
    LEAVES,
    /** Bytes that the store has not got; goes up and down. */
    HISTORY_LAG_BYTES,
    /** Times that the history of a channel could not be loaded, or stored. */
    HISTORY_FAILURES,
    /** Frames of channels that ended while the store had not got them. */
    HISTORY_LOST_FRAMES,
    /** Frames appended to logs. */
    RECEIVED_FRAMES,
    /** Bytes appended to logs. */
    RECEIVED_BYTES,
    /** Frames that members have got. */
    DELIVERED_FRAMES,
    /** Bytes written to members. */
    DELIVERED_BYTES,
    /** Frames from connections that were no members (any more). */
    DROPPED_FRAMES,
    /** Channels created. */
    CHANNELS_OPENED,
    /** Channels dropped. */
    CHANNELS_CLOSED,
    /** Members parked. */
    PARKED,
    /** Of these, gone since. */
    PARKED_LEFT,
    /** Times that publishers of a channel were paused. */
    PUBLISHER_PAUSES,
    /** Frames given up before the upstream server was known to have them, for want of room. */
    PEER_DROPPED_FRAMES,
    /** Frames that the upstream server told again, and the channel had. */
    PEER_KNOWN_FRAMES,
    /** Frames that came round in a ring of links. */
    PEER_ECHOED_FRAMES,
    /** Frames that the upstream server brought back, and that members do not get: they have something newer of that publisher. */
    PEER_SUPERSEDED_FRAMES,
    /** Times that a link came back and the upstream server had forgotten what the link heard last. */
    PEER_GAPS,
    /** Bytes that have no place in the order of the cluster yet; goes up and down. */
    CLUSTER_LAG_BYTES,
    /** Times that the live path of the engine had lost entries. */
    CLUSTER_GAPS,
    /** Frames that the engine gave again, or later. */
    CLUSTER_REFILLED_FRAMES,
    /** Frames given up since the engine was away for too long. */
    CLUSTER_DROPPED_FRAMES
}
