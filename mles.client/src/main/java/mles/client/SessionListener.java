package mles.client;

import mles.protocol.CloseReason;
import mles.protocol.Frame;

/**
 * Hears about rare things. Called on the thread that reads the session's connection: while a method runs nothing is
 * received, so it must return soon and must not wait for its own session. What it throws is ignored. {@link #down},
 * {@link #up}, {@link #missing} and {@link #gap} are called with reconnect only.
 */
public interface SessionListener {

    /** The connection of {@code session} is lost; attempts to reconnect begin. */
    default void down(Session session, CloseReason reason) {
    }

    /** {@code session} is connected again, after it was down; sends that waited go on. */
    default void up(Session session) {
    }

    /** The channel's history after a reconnect lacks {@code frame}, sent before; it is sent again. Called before {@link #up}. */
    default void missing(Session session, Frame frame) {
    }

    /**
     * The history that was replayed after a reconnect does not reach back to what was received, or sent, before. Called
     * <ul>
     * <li>right before a message is received that others may be missing before: that message is
     * {@linkplain Received#isAfterGap() after the gap};
     * <li>right before {@link #up} when frames told as {@link #missing} may have arrived all the same, and so come twice, or
     * when more was sent than is kept, and so may be lost.
     * </ul>
     */
    default void gap(Session session) {
    }

    /** {@code frame} was dropped because its payload is no message; the {@code count}-th one of this session. */
    default void undecodable(Session session, Frame frame, long count) {
    }
}
