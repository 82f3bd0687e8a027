package mles.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import mles.protocol.CloseReason;

/** A connection as its hub sees it. All methods are called on {@link #loop()}. */
public interface Member {
    /** The most bytes of one {@link #write}; one of fewer bytes ends with a frame, unless {@link WireFormat#SLICE} holds. */
    int MOST_TO_WRITE = 512 * 1024;

    /** {@return the event loop that this connection lives on} */
    EventLoop loop();

    /** {@return the {@linkplain FrontEndProvider#name() kind} of its front end; the same for ever} */
    String kind();

    /** {@return the form of the bytes that it is to get; the same for ever} */
    default WireFormat wireFormat() {
        return WireFormat.FRAMES;
    }

    /** {@return whether it knows positions: it is told {@link #joined}, and closed where numbers come to mean other messages} */
    default boolean isNumbered() {
        return wireFormat().isNumbered();
    }

    /**
     * Goes over from the accept loop to an event loop for members while it is admitted; it neither publishes nor leaves on its
     * way.
     *
     * @param there runs on {@code target} when it lives there, in any case
     */
    default void move(EventLoop target, Runnable there) {
        throw new UnsupportedOperationException("it lives where it is");
    }

    /**
     * Writes {@code bytes} of {@code from}, from index {@code at} on. The caller keeps its reference; what is not written
     * before this returns is retained. Answered by one {@link Membership#written}, which may come before this returns;
     * the next write comes only after it.
     */
    void write(ByteBuf from, int at, int bytes);

    /** {@return the memory taken by a frame that has half come in, in bytes} */
    default long held() {
        return 0;
    }

    /** Switches reading of this connection on or off. */
    void reading(boolean wanted);

    /**
     * It is in its channel. Comes before the first {@link #write}; never where the join was refused, and only where
     * {@link #isNumbered} holds.
     */
    default void joined(JoinAnswer answer) {
    }

    /**
     * A message has its place: members may get it and, where the store or the engine has to have it first, that is so. In the order
     * of the publishes, and behind all messages of others that have a lower number: a join with {@code number} misses none.
     *
     * @param tag    that of its {@link Membership#publish(ByteBuf, int, int, int, long)}
     * @param number number of its position, in the epoch that {@link #joined} told as that of the messages to come
     */
    default void published(long tag, long number) {
    }

    /** The last call: this connection is no member (any more), it ends for {@code reason}. */
    void close(CloseReason reason);
}
