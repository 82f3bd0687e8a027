package mles.server.store;

import mles.server.log.Publisher;

/** Decides when readers get what is appended. Thread: home loop. */
interface VisibilityGate {
    /** At once. */
    VisibilityGate OPEN = new VisibilityGate() {
    };

    /** {@return whether readers get nothing that is not stored} */
    default boolean isStrict() {
        return false;
    }

    /** A publisher appended frames, up to {@code head}. */
    default void appended(Publisher publisher, long head) {
    }

    /** Everything before {@code position} is acknowledged by the store, {@code frame} frames. */
    default void acknowledged(long position) {
    }

    /** Readers may get everything before {@code position}. */
    default void show(long position, long frame) {
    }

    /** The store failed: the publishers of what is not stored learn of it. */
    default void refuse() {
    }

    /** Discards frames that are not stored. */
    default void dropUnstored() {
    }
}
