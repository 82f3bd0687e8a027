package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.channel.HubRig;
import mles.server.delivery.ManualLoop;
import mles.server.log.TestFrames;
import mles.server.spi.PeerState;
import org.jspecify.annotations.Nullable;

/** The link of the one channel of a test, without a socket: it connects, takes and fails when the test wants. */
final class FakeLink implements PeerLink, PeerLinks {
    final List<String> told = new ArrayList<>();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private @Nullable UpstreamChannel channel;
    private boolean takes = true;
    private int pending;

    UpstreamChannel channel() {
        return Objects.requireNonNull(channel);
    }

    /** {@return the first frame of a new connection} */
    byte[] connect(HubRig rig, long key, Optional<ConnectionId> cid) {
        byte[] first = begin(rig, key, cid);
        rig.loops.on((ManualLoop) channel().loop(), channel()::open);
        taken.reset();
        rig.loops.runAll();
        return first;
    }

    /** {@return the first frame of a new connection, which is not taken yet} */
    byte[] begin(HubRig rig, long key, Optional<ConnectionId> cid) {
        byte[][] first = new byte[1][];
        rig.loops.on((ManualLoop) channel().loop(), () -> {
            ByteBuf frame = channel().begin(key, cid);
            first[0] = new byte[frame.readableBytes()];
            frame.readBytes(first[0]);
            frame.release();
        });
        return first[0];
    }

    /** The upstream server has let it in. */
    void accept(HubRig rig) {
        rig.loops.on((ManualLoop) channel().loop(), channel()::accepted);
        rig.loops.runAll();
    }

    /** Nothing takes a connection. */
    void unreachable(HubRig rig) {
        rig.loops.on((ManualLoop) channel().loop(), channel()::unreachable);
        rig.loops.runAll();
    }

    /** The connection ends. */
    void end(HubRig rig, LinkOutcome how) {
        pending = 0;
        rig.loops.on((ManualLoop) channel().loop(), () -> channel().down(how));
        rig.loops.runAll();
    }

    /** Hands in what came from above. */
    void receive(HubRig rig, byte[]... frames) {
        ByteBuf in = TestFrames.buffer(frames);
        rig.loops.on((ManualLoop) channel().loop(),
                () -> channel().received(in, in.readerIndex(), in.readableBytes(), frames.length));
        in.release();
        rig.loops.runAll();
    }

    /** Takes what is written from now on, or leaves it pending. */
    void takes(boolean now) {
        takes = now;
    }

    /** Ends the write under way. */
    void take(HubRig rig) {
        pending = 0;
        rig.loops.on((ManualLoop) channel().loop(), () -> channel().written());
        rig.loops.runAll();
    }

    boolean isWriting() {
        return pending > 0;
    }

    /** {@return all that was written on this connection} */
    byte[] taken() {
        return taken.toByteArray();
    }

    @Override
    public void wake() {
        told.add("wake");
    }

    @Override
    public void write(ByteBuf from, int at, int bytes) {
        if (pending > 0) {
            throw new AssertionError("a second write is under way");
        }
        byte[] written = new byte[bytes];
        from.getBytes(at, written);
        taken.writeBytes(written);
        if (takes) {
            channel().written();
        } else {
            pending = bytes;
        }
    }

    @Override
    public long roundTripNanos() {
        return 0;
    }

    @Override
    public void reading(boolean wanted) {
        told.add("reading " + wanted);
    }

    @Override
    public void rejoin(boolean deaf) {
        told.add(deaf ? "rejoin deaf" : "rejoin");
    }

    @Override
    public void fail(CloseReason reason) {
        told.add("fail " + reason);
    }

    @Override
    public void rest() {
        told.add("rest");
    }

    @Override
    public void close() {
        told.add("close");
    }

    @Override
    public void start(Collection<InetSocketAddress> listening) {
    }

    @Override
    public PeerLink link(UpstreamChannel itsChannel) {
        channel = itsChannel;
        return this;
    }

    @Override
    public int count(PeerState state) {
        return 0;
    }

    @Override
    public void stop(Duration max) {
    }
}
