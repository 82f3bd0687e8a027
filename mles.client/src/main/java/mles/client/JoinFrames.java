package mles.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.Resync;
import org.jspecify.annotations.Nullable;

/** First frames of a session on a connection, once the key of that connection is known. Immutable. */
final class JoinFrames {
    private final String uid;
    private final String channel;
    private final @Nullable ConnectionId fixedCid;
    private final LongFunction<Frame> frame;

    private JoinFrames(String uid, String channel, @Nullable ConnectionId fixedCid, LongFunction<Frame> frame) {
        this.uid = uid;
        this.channel = channel;
        this.fixedCid = fixedCid;
        this.frame = frame;
    }

    static JoinFrames message(String uid, String channel, byte[] first) {
        return message(uid, channel, first, null);
    }

    private static JoinFrames message(String uid, String channel, byte[] first, @Nullable ConnectionId fixedCid) {
        ByteBuffer payload = new Message(uid, channel, ByteBuffer.wrap(first)).encode();
        return new JoinFrames(uid, channel, fixedCid,
                key -> Frame.of(fixedCid == null ? ConnectionId.of(key) : fixedCid, key, payload));
    }

    static JoinFrames resync(List<Frame> history) {
        if (history.isEmpty()) {
            throw new IllegalArgumentException("a resync has at least the frame that joined, this has none");
        }
        List<Frame> items = fitting(history);
        Frame joined = items.get(0);
        Message who = Message.decode(joined.payload());
        return new JoinFrames(who.uid(), who.channel(), joined.cid(), key -> resync(items, joined.cid(), key));
    }

    private static Frame resync(List<Frame> items, ConnectionId cid, long key) {
        // item 0 authenticates, so it needs the key of this connection, not of the one that it once joined with
        Frame joined = items.get(0).withKey(key);
        if (items.size() == 1) {
            return joined;
        }
        List<Frame> renewed = new ArrayList<>(items);
        renewed.set(0, joined);
        return Frame.of(cid, key, Resync.of(renewed).encode());
    }

    private static List<Frame> fitting(List<Frame> history) {
        long bytes = history.get(0).size();
        int from = history.size();
        while (from > 1) {
            bytes += history.get(from - 1).size();
            if (Resync.encodedSizeLimit(history.size() - from + 2, bytes) > Header.MAX_PAYLOAD) {
                break;
            }
            from--;
        }
        List<Frame> items = new ArrayList<>();
        items.add(history.get(0));
        items.addAll(history.subList(from, history.size()));
        return List.copyOf(items);
    }

    /** {@return the join frames of a later connection: presence only} */
    JoinFrames again() {
        return message(uid, channel, new byte[0], fixedCid);
    }

    /** {@return the payload of a message without content} */
    ByteBuffer emptyPayload() {
        return new Message(uid, channel, ByteBuffer.allocate(0)).encode();
    }

    String uid() {
        return uid;
    }

    String channel() {
        return channel;
    }

    Frame frame(long key) {
        return frame.apply(key);
    }
}
