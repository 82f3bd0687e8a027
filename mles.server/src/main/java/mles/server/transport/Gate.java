package mles.server.transport;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import mles.protocol.FirstScan;

/** Decides who comes in. Called on the loop of the connection. */
public interface Gate {
    /**
     * {@return whether {@code key} is right for these names} Tells no more than that: a first frame that begins well may
     * still turn out to be undecodable.
     */
    boolean vouches(long key, InetSocketAddress remote, String uid, String channel);

    /**
     * {@return the key that a member of these names has to come with} For front ends that have other ways to know who may
     * come in, and make the frame themselves (SPEC 8.1). In address mode it is made of {@code remote} (SPEC 8.4).
     */
    long key(InetSocketAddress remote, String uid, String channel);

    /**
     * Judges a first frame and, if it is good, sends {@code member} to its channel (SPEC 3.5, 5.1, 5.5). Returns at
     * once; a refusal is {@link Member#close}, now or later.
     *
     * @param firstFrame one whole frame; the caller keeps its reference
     * @param scan       of all of its payload
     */
    default Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member) {
        return admit(firstFrame, scan, remote, member, JoinOptions.V1);
    }

    /** The same with options, which only a gate that {@link #hasPositions()} knows; a resync has none but those of v1. */
    Membership admit(ByteBuf firstFrame, FirstScan scan, InetSocketAddress remote, Member member, JoinOptions options);

    /** {@return whether joins and publishes are answered, and messages have positions} */
    default boolean hasPositions() {
        return false;
    }
}
