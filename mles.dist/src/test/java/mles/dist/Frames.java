package mles.dist;

import java.nio.ByteBuffer;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Frame;
import mles.protocol.Message;

/** Frames that the raw connections of the tests send, all under one shared key. */
public final class Frames {
    public static final String KEY = "k";

    private Frames() {
    }

    static ConnectionId cid(String uid, String channel) {
        return ConnectionId.of(ConnectionKey.of(KEY, uid, channel));
    }

    public static Frame message(String uid, String channel, String text) {
        return of(uid, channel, Message.of(uid, channel, text).encode());
    }

    /** A frame with a good header for these names, whatever its payload. */
    static Frame of(String uid, String channel, ByteBuffer payload) {
        return of(cid(uid, channel), uid, channel, payload);
    }

    static Frame of(ConnectionId cid, String uid, String channel, ByteBuffer payload) {
        return Frame.of(cid, ConnectionKey.of(KEY, uid, channel), payload);
    }

    /** A frame of {@code payload} bytes in all behind its header, not CBOR. */
    static Frame sized(String uid, String channel, int payload) {
        return of(uid, channel, ByteBuffer.wrap(new byte[payload]));
    }

    /** A good first frame with a payload of exactly {@code payload} bytes, 300 at least. */
    static Frame firstOfSize(String uid, String channel, int payload) {
        int overhead = Message.of(uid, channel, new byte[payload - 100]).encode().remaining() - (payload - 100);
        Frame frame = of(uid, channel, Message.of(uid, channel, new byte[payload - overhead]).encode());
        if (frame.payload().remaining() != payload) {
            throw new IllegalStateException("the length of the message changes its own head at " + payload);
        }
        return frame;
    }

    static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.size()];
        frame.bytes().get(bytes);
        return bytes;
    }

    static byte[] bytes(Frame... frames) {
        int size = 0;
        for (Frame frame : frames) {
            size += frame.size();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (Frame frame : frames) {
            all.put(frame.bytes());
        }
        return all.array();
    }

    public static String text(Frame frame) {
        return Message.decode(frame.payload()).text();
    }
}
