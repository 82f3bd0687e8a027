package mles.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.protocol.Header;
import mles.server.log.TestFrames;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistoryStore;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import mles.server.spi.StoredPositions;
import org.jspecify.annotations.Nullable;

/** A store of lists that answers when a test wants, and the thread on which it may be called. */
public final class FakeStore implements HistoryStore, Executor {
    private final Map<String, List<byte[]>> stored = new HashMap<>();
    private final Map<String, Channel> open = new HashMap<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Pending> pending = new ArrayDeque<>();
    private final Map<String, StoredPositions> positions = new HashMap<>();
    private int opened;
    private boolean holding;
    private boolean failing;
    private boolean unreadable;

    private record Pending(Channel channel, ByteBuffer frames, Ack ack) {
    }

    /** Keeps its answers until {@link #answer}. */
    public void hold() {
        holding = true;
    }

    /** Answers all that it has kept, and what comes at once. */
    public void answer() {
        holding = false;
        while (!pending.isEmpty()) {
            Pending next = pending.remove();
            next.channel().store(next.frames(), next.ack());
        }
    }

    /** Loses the process that uses it, and everything without an answer. */
    public void crash() {
        pending.clear();
        tasks.clear();
        open.clear();
        holding = false;
    }

    /** Takes nothing more, or does again. */
    public void fail(boolean now) {
        failing = now;
    }

    /** Can nothing be loaded from. */
    public void unreadable(boolean now) {
        unreadable = now;
    }

    public void put(String channel, byte[]... frames) {
        list(channel).addAll(List.of(frames));
    }

    /** {@return all stored of a channel, back to back} */
    public byte[] all(String channel) {
        return TestFrames.join(list(channel));
    }

    public int frames(String channel) {
        return list(channel).size();
    }

    /** {@return the number of opened channels} */
    public int opened() {
        return opened;
    }

    public boolean isOpen(String channel) {
        return open.containsKey(channel);
    }

    public boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void start() {
    }

    @Override
    public ChannelHistory open(ChannelName channel, Retention keep) {
        Channel its = new Channel(channel.text());
        if (open.putIfAbsent(channel.text(), its) != null) {
            throw new IllegalStateException("open already");
        }
        opened++;
        return its;
    }

    @Override
    public Stream<ChannelName> channels() {
        return stored.keySet().stream().map(ChannelName::new);
    }

    @Override
    public void verify(HistoryReport report) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
    }

    private List<byte[]> list(String channel) {
        return stored.computeIfAbsent(channel, name -> new ArrayList<>());
    }

    private final class Channel implements ChannelHistory {
        private final String name;
        /** Begins with the first frames: an epoch without any is not stored. */
        private @Nullable Position next;
        private boolean failed;

        Channel(String name) {
            this.name = name;
        }

        @Override
        public void load(FrameSink sink) throws IOException {
            if (unreadable) {
                throw new IOException("unreadable");
            }
            for (byte[] frame : list(name)) {
                if (!sink.accept(ByteBuffer.wrap(frame), System.currentTimeMillis())) {
                    return;
                }
            }
        }

        @Override
        public StoredPositions positions() {
            return positions.getOrDefault(name, StoredPositions.NONE);
        }

        @Override
        public void begin(Position before) {
            next = before;
        }

        @Override
        public void append(ByteBuffer frames, int count, Ack ack) {
            if (holding) {
                pending.add(new Pending(this, frames, ack));
            } else {
                store(frames, ack);
            }
        }

        @Override
        public void clear() {
            list(name).clear();
            positions.remove(name);
        }

        @Override
        public void close() {
            open.remove(name, this);
        }

        private void store(ByteBuffer frames, Ack ack) {
            failed |= failing;
            if (failed) {
                ack.failed(new IOException("disk full"));
                return;
            }
            for (int at = 0; at < frames.limit();) {
                int size = Header.frameSize(frames, at);
                list(name).add(TestFrames.bytes(frames.slice(at, size)));
                at += size;
            }
            long newest = positions().newest();
            List<Position> epochs = new ArrayList<>(positions().epochs());
            if (next != null) {
                newest = next.number();
                epochs.add(next);
                next = null;
            }
            positions.put(name, new StoredPositions(epochs, newest + Retention.messages(frames)));
            ack.stored();
        }
    }
}
