package mles.cluster.nats;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import mles.server.spi.Relay;
import mles.server.spi.RelayEntry;
import mles.server.spi.RelayListener;

/** A server of a cluster that publishes on one channel, one entry at a time, each until it is stored, and follows the channel. */
final class Publishing implements RelayListener, AutoCloseable {
    private static final long PAUSE_NANOS = 50_000_000;

    private final int origin;
    private final Relay relay;
    private final Taken taken;
    private final List<String> stored = new ArrayList<>();
    private volatile boolean stopped;
    private final Thread thread = new Thread(this::publish);

    Publishing(int origin, String address, String channel) throws IOException {
        this.origin = origin;
        relay = new Servers().start(address, 1_000_000, this);
        taken = new Taken(relay, channel);
        taken.tail().awaitLive();
        thread.start();
    }

    @Override
    public void up() {
        taken.tail();
    }

    @Override
    public void down(String why) {
        // What is proposed meanwhile fails, and is proposed again.
    }

    /**
     * Publishes nothing more.
     *
     * @return the entries that were stored
     */
    List<String> stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return stored;
    }

    Taken taken() {
        return taken;
    }

    /** {@return all entries of the channel} */
    List<String> all() {
        return taken.tailUntilLive().entries();
    }

    @Override
    public void close() {
        stop();
        taken.close();
        relay.close();
    }

    private void publish() {
        for (int batch = 1; !stopped; batch++) {
            String text = origin + "-" + batch;
            while (!taken.propose(RelayEntry.Kind.MESSAGES, origin, batch, text)) {
                LockSupport.parkNanos(PAUSE_NANOS);
                if (!taken.failure().isEmpty()) {
                    taken.tail();
                }
            }
            stored.add(text);
        }
    }
}
