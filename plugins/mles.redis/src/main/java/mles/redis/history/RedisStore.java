package mles.redis.history;

import mles.redis.RedisAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistoryReport;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** All channels under one prefix of one Redis, a stream for each. */
final class RedisStore implements HistoryStore {
    private static final int SCANNED = 500;
    private static final byte[] STREAM = {'s', 't', 'r', 'e', 'a', 'm'};

    private final RedisAddress address;
    private final boolean readOnly;
    private final Keys keys;
    private final RedisLink link;
    private final Writer writer;
    private final Set<ChannelName> open = ConcurrentHashMap.newKeySet();
    /** Last known entry of channels with an unanswered append: entries behind it may exist, and must not stay. */
    private final Map<ChannelName, StreamEntryID> unsure = new ConcurrentHashMap<>();

    RedisStore(RedisAddress address, boolean readOnly) {
        this(address, readOnly, Lease.USUAL);
    }

    /** @param lease how long the place stays taken when nothing is heard of this server any more */
    RedisStore(RedisAddress address, boolean readOnly, Duration lease) {
        this.address = address;
        this.readOnly = readOnly;
        this.keys = new Keys(address.prefix());
        this.link = new RedisLink(address, keys, new Lease(address, lease));
        this.writer = new Writer(link);
    }

    @Override
    public void start() throws IOException {
        if (readOnly) {
            link.check();
        } else {
            writer.start();
        }
    }

    @Override
    public ChannelHistory open(ChannelName channel, Retention keep) {
        if (!open.add(channel)) {
            throw new IllegalStateException("this channel is open already");
        }
        return new RedisHistory(this, channel, keys.of(channel), keep);
    }

    @Override
    public Stream<ChannelName> channels() throws IOException {
        List<ChannelName> stored = new ArrayList<>();
        for (ChannelName name : names()) {
            if (link.read(redis -> redis.xlen(keys.of(name))) > 0) {
                stored.add(name);
            }
        }
        return stored.stream();
    }

    @Override
    public void verify(HistoryReport report) throws IOException {
        for (ChannelName name : names()) {
            StreamIndex all = new StreamIndex(Retention.ALL);
            try {
                long frames = new StreamReader(link, keys.of(name)).count(all);
                if (frames > 0) {
                    report.channel(name, frames, all.bytes());
                }
            } catch (IOException e) {
                report.problem(address + ", channel " + name, String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public void close() {
        writer.end();
        link.close();
    }

    boolean isReadOnly() {
        return readOnly;
    }

    RedisLink link() {
        return link;
    }

    Writer writer() {
        return writer;
    }

    /** Notes that an append behind {@code last} got no answer and may be stored. */
    void unsure(ChannelName channel, StreamEntryID last) {
        unsure.putIfAbsent(channel, last);
    }

    /** Deletes what was appended without an answer, so that it is not there twice when it is appended again. */
    void settle(ChannelName channel) throws IOException {
        StreamEntryID last = unsure.get(channel);
        if (last != null) {
            writer.call(redis -> StreamReader.deleteBehind(redis, keys.of(channel), last));
            unsure.remove(channel);
        }
    }

    void closed(ChannelName channel) {
        open.remove(channel);
    }

    private Set<ChannelName> names() throws IOException {
        ScanParams matching = new ScanParams().match(keys.pattern()).count(SCANNED);
        Set<ChannelName> names = new LinkedHashSet<>();
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        do {
            byte[] from = cursor;
            ScanResult<byte[]> some = link.read(redis -> redis.scan(from, matching, STREAM));
            some.getResult().forEach(key -> names.add(keys.channel(key)));
            cursor = some.getCursorAsBytes();
        } while (cursor.length != 1 || cursor[0] != ScanParams.SCAN_POINTER_START_BINARY[0]);
        return names;
    }
}
