package mles.redis.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** The stream of one channel. The loading thread reads it; from then on the writer alone writes it. */
final class RedisHistory implements ChannelHistory {
    private final RedisStore store;
    private final ChannelName channel;
    private final byte[] key;
    private final Retention keep;
    private StreamIndex index;
    private StreamEntryID last = new StreamEntryID(0, 0);
    private @Nullable IOException failure;
    private volatile boolean loaded;
    private boolean closed;
    /** No age of an earlier server is to end the stream. */
    private boolean lasting;

    RedisHistory(RedisStore store, ChannelName channel, byte[] key, Retention keep) {
        this.store = store;
        this.channel = channel;
        this.key = key;
        this.keep = keep;
        this.index = new StreamIndex(keep);
    }

    @Override
    public void load(FrameSink sink) throws IOException {
        try {
            store.settle(channel);
            long now = System.currentTimeMillis();
            StreamReader reader = new StreamReader(store.link(), key);
            reader.index(index, keep, now);
            if (!keep.isOff()) {
                reader.give(index, keep, now, sink);
            }
        } catch (IOException e) {
            throw new IOException("channel " + channel + ": " + e.getMessage(), e);
        }
        last = index.newest().orElse(last);
        loaded = true;
    }

    @Override
    public void append(ByteBuffer frames, int count, Ack ack) {
        if (!loaded || store.isReadOnly()) {
            throw new IllegalStateException("nothing can be appended");
        }
        store.writer().append(this, frames, ack);
    }

    @Override
    public void clear() throws IOException {
        if (!loaded || store.isReadOnly()) {
            throw new IllegalStateException("nothing can be cleared");
        }
        index = store.writer().call(redis -> {
            redis.del(key);
            return new StreamIndex(keep);
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            store.closed(channel);
        }
    }

    byte[] key() {
        return key;
    }

    /** {@return why nothing can be stored any more} On the writer, as the others below. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** {@return the parameters that add an entry with these frames and cut the stream to the retention} */
    XAddParams trimming(ByteBuffer frames) {
        XAddParams params = new XAddParams();
        index.trim(System.currentTimeMillis(), Retention.messages(frames), frames.remaining())
                .ifPresent(begin -> params.minId(begin.toString()));
        return params;
    }

    /** Deletes the whole stream when its newest frame is too old, also that of a channel which is not open. */
    void expire(Pipeline pipeline) {
        if (!keep.maxAge().isZero()) {
            pipeline.pexpire(key, keep.maxAge().toMillis());
        } else if (!lasting) {
            pipeline.persist(key);
            lasting = true;
        }
    }

    void stored(StreamEntryID id, ByteBuffer frames) {
        last = id;
        index.addNewest(id, Retention.messages(frames), frames.remaining());
    }

    void failed(IOException cause) {
        if (failure == null) {
            failure = cause;
            store.unsure(channel, last);
        }
    }
}
