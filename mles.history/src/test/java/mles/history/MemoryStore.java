package mles.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.protocol.Header;
import mles.server.spi.Ack;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import mles.testkit.jqwik.StoreFrames;

/** The plainest store there can be: lists of frames. What others are held against, and the second to keep the contract. */
final class MemoryStore implements HistoryStore {
    private final Map<String, List<Stored>> all;

    /** A frame and its time. */
    record Stored(ByteBuffer frame, long time) {
        boolean isMessage() {
            return Retention.isMessage(frame, 0, frame.limit());
        }
    }

    /** @param all where what is stored stays */
    MemoryStore(Map<String, List<Stored>> all) {
        this.all = all;
    }

    static Map<String, List<Stored>> place() {
        return new TreeMap<>();
    }

    @Override
    public void start() {
    }

    @Override
    public Stream<ChannelName> channels() {
        return List.copyOf(all.keySet()).stream().map(ChannelName::new);
    }

    @Override
    public void verify(HistoryReport report) {
        all.forEach((name, frames) -> report.channel(new ChannelName(name), frames.size(),
                frames.stream().mapToLong(stored -> stored.frame().limit()).sum()));
    }

    @Override
    public void close() {
    }

    @Override
    public ChannelHistory open(ChannelName channel, Retention keep) {
        return new Channel(channel.text(), keep);
    }

    private final class Channel implements ChannelHistory {
        private final String name;
        private final Retention keep;
        private boolean loaded;

        Channel(String name, Retention keep) {
            this.name = name;
            this.keep = keep;
        }

        @Override
        public void load(FrameSink sink) {
            loaded = true;
            List<Stored> kept = new ArrayList<>(all.getOrDefault(name, List.of()));
            trim(kept);
            for (Stored stored : kept) {
                if (!sink.accept(stored.frame().duplicate(), stored.time())) {
                    return;
                }
            }
        }

        @Override
        public void append(ByteBuffer frames, int count, Ack ack) {
            if (!loaded) {
                throw new IllegalStateException("not loaded");
            }
            List<Stored> list = all.computeIfAbsent(name, key -> new ArrayList<>());
            for (int at = 0; at < frames.limit();) {
                int size = Header.frameSize(frames, at);
                list.add(new Stored(ByteBuffer.wrap(StoreFrames.bytes(frames.slice(at, size))),
                        System.currentTimeMillis()));
                at += size;
            }
            trim(list);
            ack.stored();
        }

        @Override
        public void clear() {
            all.remove(name);
        }

        @Override
        public void close() {
        }

        private void trim(List<Stored> list) {
            while (!list.isEmpty() && (keep.isOff() || isExceeded(list))) {
                list.removeFirst();
            }
        }

        private boolean isExceeded(List<Stored> list) {
            return keep.isExceeded(list.stream().filter(Stored::isMessage).count(),
                    list.stream().mapToLong(stored -> stored.frame().limit()).sum())
                    || keep.isTooOld(list.getFirst().time(), System.currentTimeMillis());
        }
    }
}
