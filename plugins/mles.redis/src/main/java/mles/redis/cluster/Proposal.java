package mles.redis.cluster;

import java.io.IOException;
import java.util.List;
import mles.protocol.ChannelName;
import mles.server.spi.Ack;
import mles.server.spi.RelayEntry;
import mles.server.spi.StoreWriter;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** An entry on its way to Redis. Thread: the proposer's. */
final class Proposal {
    private final ChannelName channel;
    private final long epoch;
    private final RelayEntry entry;
    private final Ack ack;
    private @Nullable Response<Object> response;

    /** @param epoch epoch of the channel as this server knows it; 0 where it does not */
    Proposal(ChannelName channel, long epoch, RelayEntry entry, Ack ack) {
        this.channel = channel;
        this.epoch = epoch;
        this.entry = entry;
        this.ack = ack;
    }

    int size() {
        return entry.frames().remaining();
    }

    /** @param isFirst whether the script goes with it, for all behind it */
    void send(Pipeline pipeline, boolean isFirst, ClusterKeys keys, Room room, long known) {
        List<byte[]> names = List.of(keys.epoch(), keys.number(), keys.mark(channel), keys.entries(channel),
                keys.kept(channel), keys.joins(channel), keys.taken(channel, entry.origin()));
        List<byte[]> arguments = Scripts.arguments(epoch, known, entry.batch(), EntryHead.of(entry), entry.bytes(),
                Room.word(entry.kind()), Room.messages(entry), room.messages(), room.bytes(), room.expendables(),
                room.absence().toMillis(), Room.ABSENCE_BYTES, room.ageMillis(), room.markMillis(), keys.live(channel));
        response = isFirst
                ? pipeline.eval(Scripts.TAKE, names, arguments)
                : pipeline.evalsha(Scripts.TAKE_HASH, names, arguments);
    }

    /**
     * Takes the answer of Redis; a refusal is thrown, and not told yet.
     *
     * @return the entry's number, or another answer of {@link Scripts#TAKE}
     */
    long answer() {
        Response<Object> answered = response;
        if (answered == null) {
            throw new IllegalStateException("not sent");
        }
        long number = (Long) answered.get();
        if (number == Scripts.OTHER_EPOCH) {
            fail(new IOException("the channel has another epoch"));
        } else {
            StoreWriter.answer(ack, null);
        }
        return number;
    }

    void fail(IOException cause) {
        StoreWriter.answer(ack, cause);
    }
}
