package mles.redis.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import mles.server.spi.FrameSink;
import mles.server.spi.Retention;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.util.SafeEncoder;

/** Reads one stream, some entries at a time. */
final class StreamReader {
    private static final int SOME = 16;
    private static final byte[] FIRST = {'-'};
    private static final byte[] LAST = {'+'};

    private final RedisLink link;
    private final byte[] key;

    StreamReader(RedisLink link, byte[] key) {
        this.link = link;
        this.key = key;
    }

    /** Is given entries until it has enough. */
    private interface Taker {
        boolean take(StreamEntryID id, ByteBuffer frames) throws IOException;
    }

    /** Fills {@code index} from the newest entry back, as far as its retention reaches. */
    void index(StreamIndex index, Retention keep, long now) throws IOException {
        byte[] end = LAST;
        List<Object> some;
        do {
            byte[] to = end;
            some = link.read(redis -> redis.xrevrange(key, to, FIRST, SOME));
            for (Object entry : some) {
                ByteBuffer frames = Frames.frames(entry);
                StreamEntryID id = Frames.id(entry);
                if (index.addOldest(id, Retention.messages(frames), frames.remaining())
                        || keep.isTooOld(id.getTime(), now)) {
                    return;
                }
                end = bytes("(" + id);
            }
        } while (some.size() == SOME);
    }

    /**
     * Adds the whole stream to {@code index}.
     *
     * @return the number of frames
     */
    long count(StreamIndex index) throws IOException {
        long[] count = {0};
        forEach(FIRST, LAST, (id, frames) -> {
            index.addNewest(id, Retention.messages(frames), frames.remaining());
            for (int at = 0; at < frames.limit(); at = Frames.end(frames, at)) {
                count[0]++;
            }
            return true;
        });
        return count[0];
    }

    /** Gives the frames within the retention that {@code index} was filled for, oldest first, until it has enough. */
    void give(StreamIndex index, Retention keep, long now, FrameSink sink) throws IOException {
        long[] left = {index.messages(), index.bytes()};
        byte[] from = index.oldest().map(StreamReader::bytes).orElse(LAST);
        byte[] to = index.newest().map(StreamReader::bytes).orElse(LAST);
        forEach(from, to, (id, frames) -> {
            boolean tooOld = keep.isTooOld(id.getTime(), now);
            for (int at = 0; at < frames.limit();) {
                int end = Frames.end(frames, at);
                if (tooOld || keep.isExceeded(left[0], left[1])) {
                    left[0] -= Retention.isMessage(frames, at, end) ? 1 : 0;
                    left[1] -= end - at;
                } else if (!sink.accept(frames.slice(at, end - at), id.getTime())) {
                    return false;
                }
                at = end;
            }
            return true;
        });
    }

    /**
     * Deletes what is behind {@code last}.
     *
     * @return the number of deleted entries
     */
    static long deleteBehind(Jedis redis, byte[] key, StreamEntryID last) {
        byte[][] behind = redis.xrange(key, bytes("(" + last), LAST).stream().map(entry -> bytes(Frames.id(entry)))
                .toArray(byte[][]::new);
        return behind.length == 0 ? 0 : redis.xdel(key, behind);
    }

    private void forEach(byte[] first, byte[] last, Taker taker) throws IOException {
        byte[] start = first;
        List<Object> some;
        do {
            byte[] from = start;
            some = link.read(redis -> redis.xrange(key, from, last, SOME));
            for (Object entry : some) {
                StreamEntryID id = Frames.id(entry);
                if (!taker.take(id, Frames.frames(entry))) {
                    return;
                }
                start = bytes("(" + id);
            }
        } while (some.size() == SOME);
    }

    private static byte[] bytes(Object id) {
        return SafeEncoder.encode(id.toString());
    }
}
