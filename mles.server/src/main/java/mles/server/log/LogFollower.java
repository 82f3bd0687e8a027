package mles.server.log;

/** Follows the log of a channel: readers, the store, the link to an upstream server. Thread: home loop. */
public interface LogFollower {
    /** Holds what the log has added, before the log may let go of it. */
    void retain();

    /** Hands on what the log has added since the last call; at the end of a turn. */
    void flush();

    /** {@return whether publishers have to wait for it} */
    default boolean needsPause() {
        return false;
    }
}
