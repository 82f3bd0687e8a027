package mles.server.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Resync;

/**
 * What a link begins with on a new connection: the frame with which it joins, under the key of this connection, and what
 * the channel already shares with the server above (SPEC 6.1, 6.3).
 */
final class Rejoin {
    private final List<ByteBuffer> shared = new ArrayList<>();
    private final LinkJoin join;
    private final Frame first;
    private final boolean again;
    private long[] digests = new long[16];
    private long bytes;
    private int unsafe;
    private int leftOut;
    private boolean joinSeen;

    /** @param again whether the link has begun before */
    Rejoin(LinkJoin join, long key, Optional<ConnectionId> cid, boolean again) {
        ByteBuffer frame = join.frame();
        this.join = join;
        this.again = again;
        this.first = Frame.of(cid.orElse(Header.cid(frame, 0)), key,
                frame.slice(Header.SIZE, frame.remaining() - Header.SIZE));
    }

    /**
     * Adds a frame, oldest first.
     *
     * @param mayBeLost whether the server above may not have got it
     */
    void add(ByteBuffer frame, boolean mayBeLost) {
        if (!joinSeen && Frame.isSameButKey(frame, join.frame())) {
            joinSeen = true;
            return;
        }
        if (shared.size() == digests.length) {
            digests = Arrays.copyOf(digests, 2 * digests.length);
        }
        digests[shared.size()] = Digest.of(frame, 0, frame.remaining());
        shared.add(frame);
        bytes += frame.remaining();
        unsafe += mayBeLost ? 1 : 0;
    }

    /** {@return the frame with which the link joins now} */
    ByteBuffer first() {
        return first.bytes();
    }

    /** {@return what may come back of it} */
    Replay replay(long now) {
        Copies known = new Copies(shared.size());
        for (int i = 0; i < shared.size(); i++) {
            known.add(digests[i]);
        }
        return new Replay(known, List.of(join.frame(), first.bytes()), now);
    }

    /** {@return the first frame} Where not everything fits, the oldest are left out. */
    ByteBuf frame() {
        int from = 0;
        while (Resync.encodedSizeLimit(shared.size() - from + 1, bytes + first.size()) > Header.MAX_PAYLOAD
                && from < shared.size()) {
            bytes -= shared.get(from).remaining();
            from++;
        }
        leftOut = Math.max(0, from - (shared.size() - unsafe));
        // Where the join holds a message, the server above must be able to tell that it knows it.
        boolean plain = from == shared.size() && (!again || Frame.endsEmpty(join.frame(), 0, first.size()));
        if (plain || Resync.encodedSizeLimit(1, first.size()) > Header.MAX_PAYLOAD) {
            return Unpooled.wrappedBuffer(first.bytes());
        }
        List<ByteBuffer> items = new ArrayList<>(shared.size() - from + 1);
        items.add(first.bytes());
        items.addAll(shared.subList(from, shared.size()));
        return Unpooled.wrappedBuffer(Frame.of(first.cid(), first.key(), new Resync(items).encode()).bytes());
    }

    /** {@return how many frames did not fit that the server above may not have got} */
    int leftOut() {
        return leftOut;
    }
}
