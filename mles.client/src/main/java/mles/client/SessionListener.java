package mles.client;

import mles.protocol.CloseReason;
import mles.protocol.Frame;

/**
 * Hears about rare things. Called on the thread that reads the session's connection: while a method runs nothing is
 * received, so it must return soon and must not wait for its own session. What it throws is ignored. {@link #down},
 * {@link #up} and {@link #missing} are called with reconnect only.
 */
public interface SessionListener {

    /** The connection of {@code session} is lost; attempts to reconnect begin. */
    default void down(Session session, CloseReason reason) {
    }

    /** {@code session} is connected again, after it was down; sends that waited go on. */
    default void up(Session session) {
    }

    /** The channel's history after a reconnect lacks {@code frame}, sent before; it is sent again, before {@link #up}. */
    default void missing(Session session, Frame frame) {
    }

    /** {@code frame} was dropped because its payload is no message; the {@code count}-th one of this session. */
    default void undecodable(Session session, Frame frame, long count) {
    }
}
