package mles.redis.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.server.spi.Ack;
import mles.server.spi.StoreWriter;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;

/** Appends to one channel that become one entry of its stream. For the writer. */
final class Entry {
    private final RedisHistory target;
    private final List<ByteBuffer> parts = new ArrayList<>(1);
    private final List<Ack> acks = new ArrayList<>(1);
    private @Nullable Response<byte[]> response;
    private byte[] frames = {};

    Entry(RedisHistory target) {
        this.target = target;
    }

    void add(ByteBuffer some, Ack ack) {
        parts.add(some);
        acks.add(ack);
    }

    /** Sends it, unless an earlier one has failed. */
    void send(Pipeline pipeline) {
        if (target.failure() == null) {
            ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
            parts.forEach(part -> all.put(part.duplicate()));
            frames = all.array();
            response = pipeline.xadd(target.key(), target.trimming(ByteBuffer.wrap(frames)), Frames.fields(frames));
            target.expire(pipeline);
        }
    }

    /**
     * Takes the answer of Redis.
     *
     * @return whether the channel can store more
     */
    boolean answer(RedisLink link) {
        IOException failure = target.failure();
        if (response != null && failure == null) {
            try {
                target.stored(new StreamEntryID(response.get()), ByteBuffer.wrap(frames));
            } catch (JedisDataException e) {
                failure = link.failure(e);
            }
        }
        if (failure == null) {
            acks.forEach(ack -> StoreWriter.answer(ack, null));
        } else {
            fail(failure);
        }
        return failure == null;
    }

    /** Reports that it is not stored, or may not be. */
    void fail(IOException cause) {
        target.failed(cause);
        acks.forEach(ack -> StoreWriter.answer(ack, cause));
    }
}
