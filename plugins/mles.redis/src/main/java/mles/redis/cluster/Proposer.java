package mles.redis.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mles.redis.RedisAddress;
import mles.redis.RedisConnections;
import mles.server.spi.StoreWriter;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Sends the entries of all channels on one connection and thread. Those that come while Redis answers go together, in one
 * pipeline.
 */
final class Proposer implements StoreWriter.Group, AutoCloseable {
    private static final int GROUP_BYTES = 8 << 20;
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final List<Proposal> group = new ArrayList<>();
    private final StoreWriter writer = new StoreWriter("mles-cluster-redis", this);
    private final RedisAddress address;
    private final RedisConnections connections;
    private final ClusterKeys keys;
    private final Room room;
    private final Engine engine;
    private @Nullable Jedis redis;
    private long groupBytes;

    Proposer(RedisAddress address, RedisConnections connections, ClusterKeys keys, Room room, Engine engine) {
        this.address = address;
        this.connections = connections;
        this.keys = keys;
        this.room = room;
        this.engine = engine;
    }

    /** @throws IOException when Redis is not there, or cannot be used */
    void start() throws IOException {
        connect().warn();
        writer.start();
    }

    /** Sends an entry behind everything given before. Thread: any. */
    void add(Proposal proposal) {
        writer.give(() -> {
            groupBytes += proposal.size();
            group.add(proposal);
        });
    }

    /** Calls {@code task} behind everything given before, and waits for it. Thread: not an event loop. */
    <T> T call(Function<Jedis, T> task) throws IOException {
        return writer.call(() -> {
            try {
                return task.apply(connection());
            } catch (JedisException e) {
                throw failed(e);
            }
        });
    }

    @Override
    public boolean isEmpty() {
        return group.isEmpty();
    }

    @Override
    public boolean isFull() {
        return groupBytes >= GROUP_BYTES;
    }

    @Override
    public long idle() {
        return IDLE_NANOS;
    }

    @Override
    public void write() {
        if (group.isEmpty()) {
            return;
        }
        List<Proposal> left = new ArrayList<>(group);
        group.clear();
        groupBytes = 0;
        try {
            Pipeline pipeline = connection().pipelined();
            for (Proposal proposal : left) {
                proposal.send(pipeline, proposal.equals(left.getFirst()), keys, room, engine.highest());
            }
            pipeline.sync();
        } catch (RuntimeException e) {
            IOException failure = failed(e);
            left.forEach(proposal -> proposal.fail(failure));
            return;
        } catch (IOException e) {
            left.forEach(proposal -> proposal.fail(e));
            return;
        }
        left.forEach(this::answer);
    }

    /** Ends behind everything given before, and waits for it. */
    void end() {
        writer.close();
    }

    @Override
    public void close() {
        disconnect();
    }

    private void answer(Proposal proposal) {
        try {
            long number = proposal.answer();
            if (number == Scripts.OTHER_EPOCH) {
                engine.hurry();
            } else {
                engine.saw(number);
            }
        } catch (JedisDataException e) {
            proposal.fail(failed(e));
        }
    }

    /** After a failover the name of the host leads elsewhere: all connections are made anew. */
    private IOException failed(RuntimeException e) {
        if (!(e instanceof JedisDataException) || Engine.isDemoted(e)) {
            disconnect();
            engine.drop();
        }
        return connections.failure(e);
    }

    private Jedis connection() throws IOException {
        if (redis == null) {
            connect();
        }
        Jedis open = redis;
        if (open == null) {
            throw new IOException(address + ": no connection");
        }
        return open;
    }

    private ServerCheck connect() throws IOException {
        Jedis fresh = connections.open();
        try {
            ServerCheck check = new ServerCheck(address, fresh.info());
            check.demandUsable();
            redis = fresh;
            return check;
        } catch (JedisException e) {
            RedisConnections.close(fresh);
            throw connections.failure(e);
        } catch (IOException e) {
            RedisConnections.close(fresh);
            throw e;
        }
    }

    private void disconnect() {
        RedisConnections.close(redis);
        redis = null;
    }
}
