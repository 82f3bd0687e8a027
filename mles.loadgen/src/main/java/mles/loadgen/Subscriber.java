package mles.loadgen;

import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A subscriber's connection. For the thread of its receiver. */
final class Subscriber {
    /** Stands for no subscriber at all. */
    static final Subscriber NONE = new Subscriber(null, -1, -1,
            new StreamDecoder(new Layout(FrameCodec.MLES, 0, 0, 0)));

    private final @Nullable SocketChannel socket;
    private final int channel;
    private final int seat;
    private final StreamDecoder decoder;
    private long count;
    private boolean member;

    /** @param seat its number among the subscribers of the channel that have the same receiver */
    Subscriber(@Nullable SocketChannel socket, int channel, int seat, StreamDecoder decoder) {
        this.socket = socket;
        this.channel = channel;
        this.seat = seat;
        this.decoder = decoder;
    }

    SocketChannel socket() {
        return Objects.requireNonNull(socket);
    }

    int channel() {
        return channel;
    }

    int seat() {
        return seat;
    }

    StreamDecoder inflow() {
        return decoder;
    }

    void got(long messages) {
        count += messages;
    }

    /** {@return the number of messages it got} */
    long count() {
        return count;
    }

    /** {@return whether it is known to be a member} */
    boolean isMember() {
        return member;
    }

    void becomeMember() {
        member = true;
    }
}
