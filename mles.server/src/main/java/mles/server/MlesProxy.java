package mles.server;

import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.PeerAddress;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.memory.MemoryBudget;
import mles.server.spi.ServerEvents;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.FrontEndContext;
import mles.server.transport.Gate;
import mles.server.transport.EventLoops;
import mles.server.transport.SocketOptions;
import mles.server.transport.ProxyContext;
import mles.server.transport.ProxyGateProvider;
import org.jspecify.annotations.Nullable;

/**
 * A front end for browsers before any Mles server: each (uid, channel) of a WebSocket has a session of its own there
 * (SPEC 8.4). Thread-safe; starts once.
 */
public final class MlesProxy implements AutoCloseable {
    /** The listener of a proxy without the setting {@code listen}. */
    public static final String DEFAULT_LISTEN = "ws://[::]:8076";

    /** The kind of front end that a proxy has. */
    private static final String BROWSERS = "websocket";

    private final ServerConfig config;
    private final PeerAddress server;
    private final ServerEvents events;
    private @Nullable Running running;

    private record Running(EventLoops loops, FrontEnds frontEnds, Tls tls, List<ListenAddress> addresses) {
    }

    /**
     * Creates a proxy that does not listen yet, and tells of nothing.
     *
     * @param config where to listen, {@code ws://HOST:PORT} and {@code wss://HOST:PORT} only, all limits, and the keys that the server wants to see
     * @param server {@code host}, {@code host:port}, {@code tcp://HOST:PORT} or {@code tls://HOST:PORT}
     * @throws ConfigException when {@code server} is none
     */
    public MlesProxy(ServerConfig config, String server) {
        this(config, server, ServerEvents.NONE);
    }

    /**
     * Creates a proxy that does not listen yet.
     *
     * @param config as above
     * @param server as above
     * @param events is told of connections that are refused, and of nothing else
     * @throws ConfigException when {@code server} is none
     */
    public MlesProxy(ServerConfig config, String server, ServerEvents events) {
        this.config = config.isSet(Settings.LISTEN)
                ? config
                : config.toBuilder().set(Settings.LISTEN, List.of(DEFAULT_LISTEN)).build();
        this.server = PeerAddress.parse("server", server);
        this.events = events;
    }

    /**
     * Starts to listen, on all addresses or none.
     *
     * @return where, in the order of the configuration, with real ports
     * @throws ConfigException when a setting cannot be here
     * @throws StartException  when an address cannot be listened on, or the name of the server is not known
     */
    public synchronized List<Endpoint> start() {
        if (running != null) {
            throw new IllegalStateException("a proxy starts once");
        }
        Providers providers = new Providers(List.of());
        Schemes schemes = new Schemes(providers);
        List<ListenAddress> addresses = schemes.addresses(config);
        addresses.stream().filter(address -> !schemes.provider(address).name().equals(BROWSERS)).findFirst()
                .ifPresent(address -> {
                    throw new ConfigException("listen: expected ws://HOST:PORT or wss://HOST:PORT, was "
                            + address.uri(address.port()));
                });
        schemes.check(config, addresses);
        checkServerName();
        ProxyGateProvider gates = providers.find(ProxyGateProvider.class, each -> Stream.of(each.name()), BROWSERS,
                Settings.LISTEN, "");
        Tls tls = new Tls(addresses, config.tls());
        boolean epoll = ServerRuntime.chooseEpoll(config.get(Settings.TRANSPORT));
        MemoryBudget budget = new MemoryBudget(config.get(Settings.MEMORY_LIMIT));
        EventLoops loops = EventLoops.create(epoll, config.get(Settings.EVENT_LOOPS));
        Gate gate = gates.create(new ProxyContext(loops, budget, SocketOptions.of(config),
                Tls.outgoing(server, config.tlsTrust()), config.credentials(), server.host(), server.port(),
                config.get(Settings.MAX_FRAME)));
        ConnectionCounters connections = new ConnectionCounters(ConnectionLimit.of(config), events);
        FrontEnds frontEnds = new FrontEnds(address -> schemes.provider(address)
                .create(new FrontEndContext(loops, new PooledByteBufAllocator(true), budget, gate, connections,
                        tls.incoming(address), ServerRuntime.unauthenticated(config, addresses), () -> config)));
        running = new Running(loops, frontEnds, tls, addresses);
        try {
            return frontEnds.listen(addresses);
        } catch (ConfigException | StartException e) {
            close();
            throw e;
        }
    }

    private void checkServerName() {
        try {
            InetAddress.getByName(server.host());
        } catch (UnknownHostException e) {
            throw new StartException("server: expected a host name that is known, was " + server.host(), e);
        }
    }

    /**
     * Goes on with the TLS identity of {@code next} for further connections, and keeps everything else.
     *
     * @throws ConfigException when it cannot be; nothing is changed then
     */
    public synchronized void reload(ServerConfig next) {
        if (running != null) {
            running.tls().reload(running.addresses(), next.tls());
        }
    }

    /** Ends all connections. */
    @Override
    public synchronized void close() {
        if (running != null) {
            running.frontEnds().stop();
            running.tls().close();
            running.loops().shutdown();
        }
    }
}
