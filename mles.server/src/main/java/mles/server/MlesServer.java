package mles.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.ChannelName;
import mles.protocol.ConnectionId;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import mles.server.metrics.HubTotals;
import mles.server.spi.Authorizer;
import mles.server.spi.HistoryStore;
import mles.server.spi.ServerEvents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Mles server inside an application. Several may run in one JVM; they share nothing. Thread-safe; no method may be
 * called from an event loop of the server, so not from {@link ServerEvents} either.
 *
 * <pre>{@code
 * try (MlesServer server = MlesServer.builder().listen("tcp://127.0.0.1:0").sharedKey(key).build()) {
 *     int port = server.start().getFirst().address().getPort();
 *     ...
 * }
 * }</pre>
 */
public final class MlesServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MlesServer.class);

    private final ServerConfig config;
    private final Extensions extensions;
    private volatile @Nullable ServerRuntime running;
    private boolean closed;

    private MlesServer(ServerConfig config, Extensions extensions) {
        this.config = config;
        this.extensions = extensions;
    }

    /** {@return a builder of a server with default settings} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts to listen, on all addresses or none.
     *
     * @return where, in the order of the configuration, with real ports
     * @throws ConfigException       when a setting cannot be here
     * @throws StartException        when an address cannot be listened on, or the peer has none or is this server
     * @throws IllegalStateException when it was started before
     */
    public synchronized List<Endpoint> start() {
        if (closed || running != null) {
            throw new IllegalStateException("a server starts once");
        }
        ServerRuntime runtime = new ServerRuntime(config, extensions);
        runtime.listen();
        running = runtime;
        warn(config);
        return runtime.endpoints();
    }

    /**
     * Checks that this server could start as far as its settings, stores, plugins and peer tell; nothing is opened or listened on.
     *
     * @throws ConfigException when it could not
     */
    public void check() {
        new ServerRuntime(config, extensions).close(Duration.ZERO);
    }

    /** {@return the addresses on which it listens} */
    public List<Endpoint> endpoints() {
        return running().endpoints();
    }

    /** {@return the transport under its sockets: {@code epoll} or {@code nio}} */
    public String transport() {
        return running().transport();
    }

    /** {@return its counts, which go on counting} */
    public Stats stats() {
        return running().stats();
    }

    /**
     * Goes on with the TLS identity, the keys and tokens, and the {@linkplain Setting#isReloadable() reloadable settings} of
     * {@code next}, for those who come and channels that are opened from now on, and keeps everything else that it runs
     * with; which settings {@code next} has otherwise is told in the log. Members stay, and links to the peer.
     *
     * @throws ConfigException when they cannot be; nothing is changed then
     */
    public void reload(ServerConfig next) {
        List<Setting<?>> kept = running().reload(next);
        warn(next);
        if (!kept.isEmpty()) {
            LOG.warn("restart-needed: changed settings apply after a restart, settings={}", kept);
        }
    }

    /** {@return its channels, {@code limit} of them at most, those first to which most bytes were published} */
    public List<ChannelInfo> channels(int limit) {
        return running().control().totals(limit).map(HubTotals::busiest).orElse(List.of()).stream().map(ChannelInfo::of)
                .toList();
    }

    /**
     * Closes one member as {@code evicted}; it may return.
     *
     * @return whether there was one; in a cluster, whether all servers are told
     */
    public boolean evict(String channel, ConnectionId cid) {
        return running().control().evict(new ChannelName(channel), cid);
    }

    /**
     * Forgets the history of a channel; its members stay. What is stored by a store that fails at present is
     * forgotten as soon as the store can be used again.
     *
     * @return whether there was any; in a cluster, whether all servers are told
     */
    public boolean purge(String channel) {
        return running().control().purge(new ChannelName(channel));
    }

    /** Stops admissions and reading, and waits at most {@code max} until every member has received everything. */
    public void drain(Duration max) {
        running().drain(max);
    }

    /**
     * Drains for as long as {@code drain-time} says, then ends all connections as {@code shutdown}: many of them not at once, as
     * they would come back at once, but within what is left of that time.
     */
    @Override
    public synchronized void close() {
        closed = true;
        ServerRuntime runtime = running;
        if (runtime != null) {
            long end = System.nanoTime() + config.get(Settings.DRAIN_TIME).toNanos();
            runtime.drain(config.get(Settings.DRAIN_TIME));
            running = null;
            runtime.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    private static void warn(ServerConfig config) {
        if (!config.isGuarded()) {
            LOG.warn("no-key: every client that reaches a listener can join every channel");
        }
        config.shortKeys()
                .forEach(key -> LOG.warn("short-key: a key below 16 characters can be found from one frame, key={}",
                        key));
    }

    private ServerRuntime running() {
        ServerRuntime runtime = running;
        if (runtime == null) {
            throw new IllegalStateException("the server is not running");
        }
        return runtime;
    }

    /** Says how a server is to run. For one thread. */
    public static final class Builder {
        private final List<String> listen = new ArrayList<>();
        private final List<ModuleLayer> layers = new ArrayList<>();
        private ServerConfig config = ServerConfig.builder().build();
        private ServerEvents events = ServerEvents.NONE;
        private @Nullable CharSequence sharedKey;
        private @Nullable String peer;
        private @Nullable HistoryStore store;
        private @Nullable Authorizer authorizer;

        private Builder() {
        }

        /** Takes all settings and keys from {@code given}; the other methods of this builder come on top. */
        public Builder config(ServerConfig given) {
            config = given;
            return this;
        }

        /** Listens on {@code tcp://HOST:PORT}, 0 being any free port. The first call replaces what was configured. */
        public Builder listen(String uri) {
            listen.add(uri);
            return this;
        }

        /** Sets the shared key (SPEC 3.2). */
        public Builder sharedKey(CharSequence key) {
            sharedKey = key;
            return this;
        }

        /** Links every channel to the server at {@code uri}: {@code host}, {@code host:port}, {@code tcp://HOST[:PORT]}. */
        public Builder peer(String uri) {
            peer = uri;
            return this;
        }

        /** Keeps history in {@code given}, which the server starts and closes, whatever the setting {@code history} says. */
        public Builder history(HistoryStore given) {
            store = given;
            return this;
        }

        /** Lets {@code given} have the last word on who comes in, after the key was found good. */
        public Builder authorizer(Authorizer given) {
            authorizer = given;
            return this;
        }

        /** Looks for providers in {@code layer} as well; may be called again. */
        public Builder providers(ModuleLayer layer) {
            layers.add(layer);
            return this;
        }

        /** Tells {@code given} of rare things that happen. */
        public Builder events(ServerEvents given) {
            events = given;
            return this;
        }

        /** {@return the server, not started yet} */
        public MlesServer build() {
            ServerConfig.Builder effective = config.toBuilder();
            if (!listen.isEmpty()) {
                effective.set(Settings.LISTEN, List.copyOf(listen));
            }
            if (sharedKey != null) {
                effective.keys(sharedKey, null);
            }
            if (peer != null) {
                effective.parse(Settings.PEER, peer);
            }
            return new MlesServer(effective.build(),
                    new Extensions(new JfrEvents(events), new Providers(layers), store, authorizer));
        }
    }
}
