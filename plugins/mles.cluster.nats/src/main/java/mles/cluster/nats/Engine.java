package mles.cluster.nats;

import io.nats.client.Consumer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Parts that the channels of a server have in common. */
final class Engine implements AutoCloseable {
    /** Channels that are read at a time, so that one connection and NATS are not flooded when many are opened. */
    private static final int READERS = 32;
    /** Threads that bring live entries. */
    private static final int LANES = 2;

    private final NatsLink link;
    private final StreamPlan plan;
    private final StreamSetup setup;
    private final AtomicLongArray epochs;
    private final List<Lane> lanes;
    private final ExecutorService readers = pool(READERS, "mles-cluster-nats-read-");
    private final ExecutorService sender = pool(1, "mles-cluster-nats-send-");

    Engine(NatsLink link, StreamPlan plan, StreamSetup setup, long[] epochs) {
        this.link = link;
        this.plan = plan;
        this.setup = setup;
        this.epochs = new AtomicLongArray(epochs);
        this.lanes = IntStream.range(0, LANES).mapToObj(i -> new Lane(link)).toList();
    }

    NatsLink link() {
        return link;
    }

    StreamPlan plan() {
        return plan;
    }

    /** {@return the epoch of the positions in a stream} */
    long epoch(int stream) {
        return epochs.get(stream);
    }

    /** Begins another epoch in a stream that has lost its end, unless another server has done so, and ends the tails. */
    void renew(int stream, long epoch) throws IOException {
        use(stream, setup.renew(stream, epoch));
    }

    /** Looks for the epoch that a stream has now, and ends the tails when it is another one. */
    void checkEpoch(int stream) throws IOException {
        use(stream, setup.epoch(stream));
    }

    private void use(int stream, long epoch) {
        if (epochs.getAndSet(stream, epoch) != epoch) {
            lane(stream).fail("the stream was made anew, or has lost its end");
        }
    }

    Lane lane(int stream) {
        return lanes.get(stream % lanes.size());
    }

    /** {@return the threads that read channels; they may wait for answers} */
    ExecutorService readers() {
        return readers;
    }

    /** {@return the thread for all that only sends} */
    ExecutorService sender() {
        return sender;
    }

    /** Ends the tails that may have missed something. */
    void dropped(Consumer dispatcher) {
        lanes.stream().filter(lane -> lane.isOf(dispatcher))
                .forEach(lane -> lane.fail("live entries came faster than they were taken"));
    }

    /** Ends the threads; those that send have been told before that the connection is closed. */
    @Override
    public void close() {
        readers.shutdownNow();
        sender.shutdown();
    }

    private static ExecutorService pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofVirtual().name(name, 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
