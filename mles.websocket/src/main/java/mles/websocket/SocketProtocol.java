package mles.websocket;

import io.netty.buffer.ByteBuf;
import mles.protocol.CloseReason;

/** Subprotocol on one WebSocket: its members, and what their messages mean. Thread: the loop of the socket. */
interface SocketProtocol {
    /** Begins: the browser has its answer, and may be written to. */
    default void opened() {
    }

    /** Takes one message, with room for a header before it. */
    void receive(ByteBuf message);

    /** {@return whether a message has ever asked to join, and that was not refused} */
    boolean haveJoined();

    /** {@return whether the socket has no members} */
    boolean isEmpty();

    /** Lets all members leave, behind what they published. */
    void leave(CloseReason reason);

    /** Time has passed: it is {@code now}. */
    default void tick(long now) {
    }
}
