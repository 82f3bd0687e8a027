package mles.peer.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Resync;

/**
 * Builds the first frame of a link on a new connection: the join, under the key of this connection, and the frames that the
 * channel already shares with the upstream server (SPEC 6.1, 6.3).
 */
final class JoinFrameBuilder {
    private final List<ByteBuffer> items = new ArrayList<>();
    private final List<ByteBuffer> behind = new ArrayList<>();
    private final List<ByteBuffer> broughtBack = new ArrayList<>();
    private final ByteBuffer join;
    private final Frame first;
    private final boolean again;
    private long bytes;
    private int unsafe;
    private boolean joinSeen;
    private boolean safeMessages;

    /**
     * @param join  the frame of the member for whom the link was made
     * @param again whether the link has begun before
     */
    JoinFrameBuilder(ByteBuffer join, long key, Optional<ConnectionId> cid, boolean again) {
        this.join = join;
        this.again = again;
        this.first = Frame.of(cid.orElse(Header.cid(join, 0)), key,
                join.slice(Header.SIZE, join.remaining() - Header.SIZE));
    }

    /** {@return whether {@code frames} frames of {@code size} bytes in all fit into one resync, with nothing else} */
    boolean hasRoomFor(long size, int frames) {
        return Resync.encodedSizeLimit(frames + 1, size + first.size()) <= Header.MAX_PAYLOAD;
    }

    /**
     * Adds a frame, oldest first.
     *
     * @param mayBeLost whether the upstream server may not have got it
     * @param isNewer   whether that server had not got it when the connection began, unless by another way
     */
    void add(ByteBuffer frame, boolean mayBeLost, boolean isNewer) {
        if (!isJoin(frame)) {
            if (isNewer) {
                broughtBack.add(frame);
            }
            items.add(frame);
            bytes += frame.remaining();
            unsafe += mayBeLost ? 1 : 0;
            safeMessages |= !mayBeLost && isMessage(frame);
        }
    }

    /** There is this frame, too; it goes up later. */
    void know(ByteBuffer frame) {
        if (!isJoin(frame)) {
            behind.add(frame);
            broughtBack.add(frame);
        }
    }

    /** {@return the frame with which the link joins now} */
    ByteBuffer first() {
        return first.bytes();
    }

    /**
     * {@return a filter for the added frames, which may come back}
     *
     * @param heard whether the upstream server ever sent a message; frames only sent there may never have arrived
     */
    ReplayFilter replay(boolean heard, long now) {
        DigestMultiset known = new DigestMultiset(items.size() + behind.size());
        List<ByteBuffer> all = Stream.concat(items.stream(), behind.stream()).toList();
        all.forEach(frame -> known.add(FrameDigest.of(frame, 0, frame.remaining())));
        boolean showsGaps = safeMessages || (heard && all.stream().anyMatch(JoinFrameBuilder::isMessage));
        return new ReplayFilter(known, new ReturnedFrames(broughtBack),
                all.stream().mapToLong(ByteBuffer::remaining).sum(), showsGaps,
                List.of(join, first.bytes()), now);
    }

    /**
     * Leaves out the oldest until the rest fits into one resync.
     *
     * @return how many of those the upstream server may not have got
     */
    int leaveOut() {
        int from = 0;
        long left = bytes;
        while (from < items.size() && !hasRoomFor(left, items.size() - from)) {
            left -= items.get(from).remaining();
            from++;
        }
        int lost = Math.max(0, from - (items.size() - unsafe));
        behind.addAll(items.subList(0, from));
        items.subList(0, from).clear();
        bytes = left;
        return lost;
    }

    /** {@return the first frame} */
    ByteBuf frame() {
        // Where the join holds a message, the upstream server must be able to tell that it knows it.
        boolean plain = items.isEmpty() && (!again || Frame.endsEmpty(join, 0, first.size()));
        if (plain || !hasRoomFor(0, 0)) {
            return Unpooled.wrappedBuffer(first.bytes());
        }
        List<ByteBuffer> all = new ArrayList<>(items.size() + 1);
        all.add(first.bytes());
        all.addAll(items);
        ByteBuffer payload = new Resync(all).encode();
        ByteBuffer header = ByteBuffer.allocate(Header.SIZE);
        new Header(payload.remaining(), first.cid(), first.key()).write(header);
        return Unpooled.wrappedBuffer(header.flip(), payload);
    }

    private static boolean isMessage(ByteBuffer frame) {
        return !Frame.endsEmpty(frame, 0, frame.remaining());
    }

    private boolean isJoin(ByteBuffer frame) {
        boolean seenNow = !joinSeen && Frame.isSameButKey(frame, join);
        joinSeen |= seenNow;
        return seenNow;
    }
}
