package mles.server;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.server.hub.MemoryBudget;
import mles.server.spi.ServerEvents;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.Connections;
import mles.server.transport.FrontEnd;
import mles.server.transport.FrontEndContext;
import mles.server.transport.FrontEndProvider;
import mles.server.transport.Gate;
import mles.server.transport.Loops;
import mles.server.transport.SocketOptions;
import mles.server.transport.UpstreamContext;
import org.jspecify.annotations.Nullable;

/**
 * A front end for browsers before any Mles server: each (uid, channel) of a WebSocket has a session of its own there
 * (SPEC 8.4). Thread-safe; starts once.
 */
public final class MlesProxy implements AutoCloseable {
    private static final String DEFAULT = "ws://[::]:8076";
    private static final long LOOPS_END_SECONDS = 10;

    private final ServerConfig config;
    private final PeerAddress server;
    private @Nullable Running running;

    private record Running(Loops loops, FrontEnd door) {
    }

    /**
     * Creates a proxy that does not listen yet.
     *
     * @param config where to listen, {@code ws://HOST:PORT} only, all limits, and the keys that the server wants to see
     * @param server {@code host}, {@code host:port} or {@code tcp://HOST:PORT}
     * @throws ConfigException when {@code server} is none
     */
    public MlesProxy(ServerConfig config, String server) {
        this.config = config.isSet(Settings.LISTEN)
                ? config
                : config.toBuilder().set(Settings.LISTEN, List.of(DEFAULT)).build();
        try {
            this.server = PeerAddress.parse(server);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("server: " + server + " is not host, host:port or tcp://HOST:PORT");
        }
    }

    /**
     * Starts to listen, on all addresses or none.
     *
     * @return where, in the order of the configuration, with real ports
     * @throws ConfigException when a setting cannot be here
     * @throws StartException  when an address cannot be listened on
     */
    public synchronized List<Endpoint> start() {
        if (running != null) {
            throw new IllegalStateException("a proxy starts once");
        }
        List<ListenAddress> addresses = ListenAddress.all(config);
        addresses.stream().filter(address -> !address.isForBrowsers()).findFirst().ifPresent(address -> {
            throw new ConfigException("listen: a proxy is for browsers, so ws://HOST:PORT, not "
                    + address.uri(address.port()));
        });
        FrontEndProvider provider = new Providers(List.of()).find(FrontEndProvider.class, FrontEndProvider::name,
                addresses.getFirst().scheme(), Settings.LISTEN);
        boolean epoll = Assembly.chooseEpoll(config.get(Settings.TRANSPORT));
        int count = config.get(Settings.LOOPS);
        MemoryBudget budget = new MemoryBudget(config.get(Settings.MEMORY_LIMIT));
        SocketOptions sockets = Assembly.socketOptions(config);
        Loops loops = Loops.create(epoll, count);
        Gate gate = provider.upstream(new UpstreamContext(loops, budget, sockets, config.credentials(), server.host(),
                server.port(), config.get(Settings.MAX_FRAME)));
        FrontEnd door = provider.create(new FrontEndContext(loops, new PooledByteBufAllocator(true), budget, gate,
                new Connections(new ConnectionLimit(config.get(Settings.MAX_CONNECTIONS)), ServerEvents.NONE), sockets,
                BrowserSettings.rules(config), BrowserSettings.limits(config, count)));
        running = new Running(loops, door);
        return listen(door, addresses);
    }

    /** Ends all connections. */
    @Override
    public synchronized void close() {
        if (running != null) {
            running.door().stop();
            running.loops().group().shutdownGracefully(0, LOOPS_END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private List<Endpoint> listen(FrontEnd door, List<ListenAddress> addresses) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (ListenAddress address : addresses) {
            try {
                InetSocketAddress bound = door.start(address.socketAddress());
                endpoints.add(new Endpoint(address.uri(bound.getPort()), bound));
            } catch (IOException e) {
                close();
                throw StartException.listening(address, e);
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new StartException("interrupted while starting to listen", e);
            }
        }
        return endpoints;
    }
}
