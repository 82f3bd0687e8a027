package mles.redis.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mles.protocol.Header;
import redis.clients.jedis.StreamEntryID;

/** Content of the entries of a stream: one field with whole frames, back to back, as they go over the wire. */
final class Frames {
    private static final byte[] FRAMES = {'f'};

    private Frames() {
    }

    static Map<byte[], byte[]> fields(byte[] frames) {
        return Map.of(FRAMES, frames);
    }

    /** {@return the id of an entry as Redis gives it: id, then fields and values by turns} */
    static StreamEntryID id(Object entry) {
        return new StreamEntryID((byte[]) ((List<?>) entry).getFirst());
    }

    /**
     * {@return the frames of an entry}
     *
     * @throws IOException when they are none; the message does not name the place
     */
    static ByteBuffer frames(Object entry) throws IOException {
        List<?> fields = (List<?>) ((List<?>) entry).get(1);
        if (fields.size() != 2 || ((byte[]) fields.getFirst()).length != 1
                || ((byte[]) fields.getFirst())[0] != FRAMES[0]) {
            throw new IOException("entry " + id(entry) + " has other fields than '"
                    + new String(FRAMES, StandardCharsets.US_ASCII) + "'");
        }
        ByteBuffer frames = ByteBuffer.wrap((byte[]) fields.get(1)).asReadOnlyBuffer();
        if (!areWhole(frames)) {
            throw new IOException("entry " + id(entry) + " does not hold whole frames");
        }
        return frames;
    }

    /** {@return the end of the frame at {@code at}} */
    static int end(ByteBuffer frames, int at) {
        return at + Header.frameSize(frames, at);
    }

    private static boolean areWhole(ByteBuffer frames) {
        int at = 0;
        while (frames.limit() - at > Header.SIZE && frames.get(at) == Header.TYPE) {
            at = end(frames, at);
        }
        return at > 0 && at == frames.limit();
    }
}
