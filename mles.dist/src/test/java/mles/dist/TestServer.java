package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;
import mles.client.MlesClient;
import mles.protocol.CloseReason;
import mles.server.ChannelInfo;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.Stats;
import mles.server.config.Transport;

/** A server on a free port of the loopback, which knows the shared key of {@link Frames}; three loops, no drain. */
public final class TestServer implements AutoCloseable {
    private static final String LOOPBACK = "tcp://127.0.0.1:0";
    private static final String LOOPBACK_FOR_BROWSERS = "ws://127.0.0.1:0";
    private static final int MANY = 1000;

    private final Recorder events = new Recorder();
    private final MlesServer server;
    private final InetSocketAddress address;
    private final Stats stats;

    private TestServer(ServerConfig config, UnaryOperator<MlesServer.Builder> embedding) {
        MlesServer.Builder builder = embedding.apply(MlesServer.builder().config(config).events(events));
        if (!config.isSet(Settings.LISTEN)) {
            builder.listen(LOOPBACK).listen(LOOPBACK_FOR_BROWSERS);
        }
        server = builder.build();
        address = server.start().stream().filter(endpoint -> endpoint.uri().startsWith("tcp:")).findFirst()
                .orElseThrow().address();
        stats = server.stats();
    }

    public static TestServer start(Transport transport) {
        return start(transport, config -> config);
    }

    /** {@return a server with these settings, too} */
    public static TestServer start(Transport transport, UnaryOperator<ServerConfig.Builder> settings) {
        return start(transport, settings, embedding -> embedding);
    }

    /** {@return a server for which an application brings something along} */
    static TestServer start(Transport transport, UnaryOperator<ServerConfig.Builder> settings,
            UnaryOperator<MlesServer.Builder> embedding) {
        ServerConfig.Builder config = ServerConfig.builder().keys(Frames.KEY, null).set(Settings.TRANSPORT, transport)
                .set(Settings.EVENT_LOOPS, 3).set(Settings.DRAIN_TIME, Duration.ZERO)
                .set(Settings.WRONG_KEY_RATE_PER_ADDRESS, 0);
        return new TestServer(settings.apply(config).build(), embedding);
    }

    /** {@return what was started} */
    public MlesServer server() {
        return server;
    }

    public InetSocketAddress address() {
        return address;
    }

    InetSocketAddress browserAddress() {
        return server.endpoints().get(1).address();
    }

    /** {@return an open WebSocket} */
    Ws browser() {
        return Ws.open(browserAddress());
    }

    /** {@return an open WebSocket of mles-websocket-2} */
    Ws envelopes() {
        Ws ws = Ws.open(browserAddress(), "Sec-WebSocket-Protocol: mles-websocket, mles-websocket-2");
        assertEquals("{hello=2, ping=12000}", ws.nextEnvelope());
        return ws;
    }

    /** {@return a WebSocket whose first member has joined with an empty message} */
    Ws browse(String uid, String channel) {
        return join(browser(), uid, channel);
    }

    /** {@return {@code ws}, which has one more member} */
    public Ws join(Ws ws, String uid, String channel) {
        long before = stats().joins();
        ws.message(uid, channel, "");
        Await.until(uid + " is in", () -> stats().joins() > before);
        return ws;
    }

    Recorder events() {
        return events;
    }

    public Stats stats() {
        return stats;
    }

    long closes(CloseReason reason) {
        return stats().closes(reason);
    }

    void awaitCloses(CloseReason reason, long count) {
        Await.until(count + " closed as " + reason, () -> closes(reason) == count);
    }

    Wire connect() {
        return Wire.connect(address);
    }

    /** {@return a member that has joined with an empty message} */
    public Wire join(String uid, String channel) {
        return join(connect(), uid, channel);
    }

    /** {@return {@code wire}, which has joined with an empty message} */
    Wire join(Wire wire, String uid, String channel) {
        long before = stats().joins();
        wire.send(Frames.message(uid, channel, ""));
        Await.until(uid + " is in", () -> stats().joins() > before);
        return wire;
    }

    MlesClient.Builder client() {
        return MlesClient.builder("127.0.0.1:" + address.getPort()).sharedKey(Frames.KEY)
                .settle(Duration.ofMillis(20));
    }

    ChannelInfo channel(String name) {
        return server.channels(MANY).stream().filter(info -> info.name().equals(name)).findAny().orElseThrow();
    }

    /** Closes it now; at the end of the test that happens in any case. */
    void stop() {
        server.close();
        assertEquals(0, stats.closes(CloseReason.INTERNAL), "faults of the server");
    }

    @Override
    public void close() {
        stop();
    }
}
