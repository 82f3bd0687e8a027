package mles.redis.cluster;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mles.protocol.ChannelName;
import mles.redis.RedisAddress;
import mles.redis.RedisConnections;
import mles.server.spi.RelayListener;

/** Parts that the channels of a server have in common. */
final class Engine implements AutoCloseable {
    /** Channels that are read at a time. */
    private static final int READERS = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final AtomicLong highest = new AtomicLong();
    private final RedisConnections connections;
    private final ClusterKeys keys;
    private final Proposer proposer;
    private final LiveLink live;
    private final Probes probes;
    private final ExecutorService readers = pool();

    Engine(RedisAddress address, Room room, RelayListener listener) {
        this.connections = new RedisConnections(address);
        this.keys = new ClusterKeys(address.prefix());
        this.proposer = new Proposer(address, connections, keys, room, this);
        this.probes = new Probes(this, address, keys, listener);
        this.live = new LiveLink(connections, keys, this, probes::heard);
    }

    /** @throws IOException when Redis is not there, or cannot be used */
    void start() throws IOException {
        proposer.start();
        live.start();
        probes.start();
    }

    /** {@return the highest number seen in any channel: a Redis that has a lower one has lost entries} */
    long highest() {
        return highest.get();
    }

    /** A stored entry has that number. */
    void saw(long number) {
        highest.accumulateAndGet(number, Math::max);
    }

    Proposer proposer() {
        return proposer;
    }

    LiveLink live() {
        return live;
    }

    /** {@return the threads that read channels; they may wait for answers} */
    ExecutorService readers() {
        return readers;
    }

    /** {@return some entries of a channel, from the id {@code from} on in that epoch, otherwise the oldest ones} */
    Page read(ChannelName channel, long epoch, String from) throws IOException {
        List<byte[]> names = List.of(keys.epoch(), keys.mark(channel), keys.entries(channel));
        List<byte[]> arguments = Scripts.arguments(epoch, from, Page.ENTRIES, Page.BYTES);
        try {
            return Page.of(connections.read(redis -> redis.eval(Scripts.READ, names, arguments)));
        } catch (IOException e) {
            if (isDemoted(e)) {
                connections.close();
            }
            throw e;
        }
    }

    /** Begins another epoch of a channel that has lost its end, unless another server has done so. */
    void renew(ChannelName channel, long epoch) throws IOException {
        List<byte[]> names = List.of(keys.epoch(), keys.mark(channel));
        List<byte[]> arguments = Scripts.arguments(epoch, newEpoch());
        proposer.call(redis -> redis.eval(Scripts.RENEW, names, arguments));
    }

    /** {@return whether a Redis says that it is not the one to write to, after a failover} */
    static boolean isDemoted(Exception e) {
        return String.valueOf(e.getMessage()).contains("READONLY");
    }

    /** {@return a random number; 0 is the epoch of the position before all others} */
    static long newEpoch() {
        return Math.max(1, RANDOM.nextLong(Long.MAX_VALUE));
    }

    /** Looks at the engine at once. */
    void hurry() {
        probes.hurry();
    }

    /** The live connection was lost. */
    void lost() {
        probes.lost();
    }

    /** Has the other connections made anew. */
    void drop() {
        live.drop();
        connections.close();
    }

    @Override
    public void close() {
        probes.close();
        readers.shutdownNow();
        live.close();
        proposer.end();
        connections.close();
    }

    private static ExecutorService pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(READERS, READERS, 1, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofVirtual().name("mles-cluster-redis-read-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
