package example.embedding;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import mles.client.MlesClient;
import mles.client.Received;
import mles.client.Session;
import mles.protocol.CloseReason;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.Stats;
import mles.server.spi.ServerEvents;

/** A server with a publisher and subscribers in one process. Thread-safe. */
public final class Weather implements AutoCloseable {
    private final AtomicLong refusals = new AtomicLong();
    private final MlesServer server;
    private final MlesClient client;
    private final Session station;

    /** Starts a server with the given key on a free port of the loopback interface, and joins it. */
    public Weather(String key) {
        ServerConfig config = ServerConfig.builder().set(Settings.HISTORY_LIMIT, 10).build();
        server = MlesServer.builder().config(config).listen("tcp://127.0.0.1:0").sharedKey(key)
                .events(new RefusalCounter()).build();
        int port = server.start().getFirst().address().getPort();
        client = MlesClient.builder("127.0.0.1:" + port).sharedKey(key).build();
        station = client.join("station", "weather");
    }

    /** Publishes one reading. */
    public void publish(String reading) {
        station.send(reading);
    }

    /** Waits for the next reading on the channel, beginning with those of its history. */
    public String next() {
        try (Session reader = client.join("reader", "weather")) {
            for (Received message : reader) {
                if (!message.isEmpty()) {
                    return message.text();
                }
            }
            throw new IllegalStateException("the server ended before a reading came");
        }
    }

    /** Returns the address of the server. */
    public InetSocketAddress address() {
        return server.endpoints().getFirst().address();
    }

    /** Returns the server's counters. Reading them costs its connections nothing. */
    public Stats stats() {
        return server.stats();
    }

    /** Returns the number of connections that ended before they joined. */
    public long refusals() {
        return refusals.get();
    }

    /** Ends the publisher, then the server; members get what is still on its way within {@code drain-time}. */
    @Override
    public void close() {
        station.close();
        server.close();
    }

    /** Runs on event loops of the server: must return at once. */
    private final class RefusalCounter implements ServerEvents {
        @Override
        public void refused(InetSocketAddress remote, CloseReason reason) {
            refusals.incrementAndGet();
        }
    }
}
