package mles.server.hub;

/** What each loop counts. */
public enum Counter {
    /** Members that joined. */
    JOINS,
    /** Members that left. */
    LEAVES,
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
    /** Times that publishers of a channel were paused. */
    PUBLISHER_PAUSES
}
