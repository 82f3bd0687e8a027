package mles.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.PeerAddress;
import mles.server.config.RetryDelay;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.admin.ActionAccess;
import mles.server.admin.AdminListener;
import mles.server.admin.AdminAccess;
import mles.server.admin.ChannelsApi;
import mles.server.admin.ConfigPage;
import mles.server.admin.OperatorActions;
import mles.server.admission.KeyRing;
import mles.server.admission.AdmissionPolicy;
import mles.server.admission.AuthorizerClient;
import mles.server.admission.AdmissionGate;
import mles.server.channel.ChannelInspector;
import mles.server.channel.HubLimits;
import mles.server.channel.HubContext;
import mles.server.channel.HubControl;
import mles.server.channel.Hubs;
import mles.server.reclaim.MemoryReclaimers;
import mles.server.store.StoreThreads;
import mles.server.memory.MemoryBudget;
import mles.server.cluster.Cluster;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.ServerEvents;
import mles.server.transport.AddressRateLimiter;
import mles.server.transport.ConnectionLimit;
import mles.server.transport.ConnectionCounters;
import mles.server.transport.FrontEndContext;
import mles.server.transport.FrontEndProvider;
import mles.server.transport.EventLoops;
import mles.server.transport.MemoryAccount;
import mles.server.upstream.Upstream;
import mles.server.upstream.UpstreamProvider;
import mles.server.upstream.UpstreamSettings;
import mles.server.transport.SocketOptions;
import org.jspecify.annotations.Nullable;

/** The parts of one running server, put together. */
final class ServerRuntime {
    private static final long DRAIN_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Duration LINKS_END = Duration.ofSeconds(2);
    /** A dead link must be noticed while what was written to it is still kept for a resync. */
    private static final int LONGEST_LINK_TIMEOUT_MILLIS = 20_000;

    private final @Nullable Upstream upstream;
    private final @Nullable Cluster cluster;
    private final @Nullable HistoryStore store;
    private final @Nullable StoreThreads storeThreads;
    private final EventLoops loops;
    private final HubControl control;
    private final Stats stats;
    private final Schemes schemes;
    private final List<ListenAddress> addresses;
    private final @Nullable ListenAddress adminAddress;
    private final AdminPages pages;
    private final AdminAccess adminAccess;
    private final ActionAccess actionAccess;
    private final FrontEnds frontEnds;
    private final Tls tls;
    private final AdmissionGate gate;
    private final ConnectionLimit limit;
    private final AddressRateLimiter joins;
    private final AddressRateLimiter pace;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private @Nullable AdminListener admin;
    private volatile ServerConfig config;
    private volatile ChannelLimits channelLimits;
    private volatile boolean drained;

    ServerRuntime(ServerConfig config, Extensions extensions) {
        ServerEvents events = extensions.events();
        Providers providers = extensions.providers();
        schemes = new Schemes(providers);
        addresses = schemes.addresses(config);
        schemes.check(config, addresses);
        boolean positions = schemes.havePositions(addresses);
        HistorySync sync = config.get(Settings.HISTORY_SYNC);
        store = extensions.store() == null
                ? HistoryStores.of(config, () -> this.config, providers)
                : extensions.store();
        if (store != null && sync.mode() == HistorySync.Mode.ALWAYS && !config.get(Settings.PEER).isEmpty()) {
            throw new ConfigException(
                    "history-sync: expected another mode with a peer, was always (links send frames before they are stored)");
        }
        this.config = config;
        KeyRing keys = KeyRingFactory.of(config);
        tls = new Tls(addresses, config.tls());
        adminAddress = AdminSettings.address(config);
        adminAccess = new AdminAccess(AdminPages.OPEN, () -> this.config.hasAdminToken(),
                token -> this.config.isAdminToken(token));
        actionAccess = new ActionAccess(config.get(Settings.ADMIN_ACTIONS));
        boolean epoll = chooseEpoll(config.get(Settings.TRANSPORT));
        PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
        MemoryBudget budget = new MemoryBudget(config.get(Settings.MEMORY_LIMIT));
        storeThreads = store == null
                ? null
                : new StoreThreads(store, sync, config.get(Settings.HISTORY_LOAD_TIMEOUT).toNanos(), events, budget);
        limit = ConnectionLimit.of(config);
        Map<String, ConnectionCounters> connections = schemes.kinds().stream()
                .collect(Collectors.toMap(Function.identity(), kind -> new ConnectionCounters(limit, events)));
        int count = config.get(Settings.EVENT_LOOPS);
        cluster = Clusters.of(config, providers, events, allocator, budget);
        loops = EventLoops.create(epoll, count);
        upstream = upstream(config, providers, loops, allocator, budget, events);
        HubLimits limits = HubLimits.of(config);
        channelLimits = new ChannelLimits(config, limits);
        Hubs hubs = new Hubs(loops.group(), new HubContext(allocator, budget, limits,
                channel -> channelLimits.of(channel), events, storeThreads, cluster, upstream, new MemoryReclaimers(),
                positions ? System::currentTimeMillis : null));
        control = new HubControl(hubs);
        EventLoopMonitor delays = new EventLoopMonitor(loops.all(), events);
        stats = new Stats(connections, hubs, budget, delays, upstream, cluster);
        ChannelsApi channelsApi = new ChannelsApi(new ChannelInspector(hubs), config.get(Settings.ADMIN_MESSAGES));
        StatusPage status = new StatusPage(stats, delays, tls, this::unready, channelsApi);
        List<Setting<?>> settings = providers.settings();
        pages = new AdminPages(control, delays,
                new ServerMetrics(stats, control, delays, tls, config.get(Settings.METRICS_CHANNELS)), this::unready,
                Map.of("/api/status", query -> status.show(), "/api/channels", channelsApi::table, "/api/channel",
                        channelsApi::one, "/api/messages", channelsApi::messages, "/api/config",
                        query -> ConfigPage.of(this.config, settings), "/api/actions", query -> actionAccess.show()));
        joins = new AddressRateLimiter(config.get(Settings.JOIN_RATE_PER_ADDRESS));
        pace = new AddressRateLimiter(config.get(Settings.PUBLISH_RATE_PER_ADDRESS));
        AuthorizerClient authorizerClient = extensions.authorizer() == null
                ? null
                : new AuthorizerClient(extensions.authorizer(), config.get(Settings.FIRST_FRAME_TIMEOUT));
        gate = new AdmissionGate(hubs, allocator, keys,
                new AdmissionPolicy(config.get(Settings.WS_KEY), config.get(Settings.VERIFY_FRAMES),
                        joins, pace, authorizerClient));
        long unauthenticated = unauthenticated(config, addresses);
        frontEnds = new FrontEnds(address -> {
            FrontEndProvider provider = schemes.provider(address);
            return provider.create(new FrontEndContext(loops, allocator, budget, gate,
                    Objects.requireNonNull(connections.get(provider.name())), tls.incoming(address), unauthenticated,
                    () -> this.config));
        });
    }

    /** @throws StartException when one of them cannot be, or there is no server to link to; then none is */
    void listen() {
        try {
            startStore();
            startCluster();
            endpoints.addAll(frontEnds.listen(addresses));
            startPeers();
            startAdmin();
        } catch (ConfigException | StartException e) {
            close(Duration.ZERO);
            throw e;
        }
    }

    private void startPeers() {
        if (upstream == null) {
            return;
        }
        try {
            upstream.start(endpoints.stream().map(Endpoint::address).toList());
        } catch (IOException e) {
            throw new StartException("cannot link to peer: " + e.getMessage(), e);
        }
    }

    private void startAdmin() {
        if (adminAddress == null) {
            return;
        }
        ListenAddress address = adminAddress.here();
        try {
            AdminListener listener = new AdminListener(address.socketAddress(), adminAccess, actionAccess,
                    limit::guessed, pages.all(), new OperatorActions(control).all());
            admin = listener;
            endpoints.add(new Endpoint(address.uri(listener.address().getPort()), listener.address()));
        } catch (IOException e) {
            throw StartException.listening(address, e);
        }
    }

    private void startStore() {
        if (store == null) {
            return;
        }
        try {
            store.start();
        } catch (IOException e) {
            throw new StartException("cannot use the store: " + e.getMessage(), e);
        }
    }

    private void startCluster() {
        if (cluster == null) {
            return;
        }
        try {
            cluster.start();
        } catch (IOException e) {
            throw new StartException("cannot use the cluster: " + e.getMessage(), e);
        }
    }

    /** {@return the reason not to send clients here, empty without one} */
    private String unready() {
        if (drained) {
            return "the server is stopping";
        }
        return cluster == null || cluster.isUp() ? "" : "the engine of the cluster does not answer";
    }

    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    HubControl control() {
        return control;
    }

    /**
     * {@return the settings that {@code wanted} has otherwise and that stay as they are}
     *
     * @throws ConfigException when {@code wanted} cannot be; nothing is changed then
     */
    List<Setting<?>> reload(ServerConfig wanted) {
        ServerConfig next = config.reloaded(wanted);
        schemes.check(next, addresses);
        AdminSettings.address(next);
        KeyRing keys = KeyRingFactory.of(next);
        tls.reload(addresses, next.tls());
        gate.replace(keys);
        limit.allow(next.get(Settings.MAX_CONNECTIONS), next.get(Settings.MAX_CONNECTIONS_PER_ADDRESS));
        joins.allow(next.get(Settings.JOIN_RATE_PER_ADDRESS));
        pace.allow(next.get(Settings.PUBLISH_RATE_PER_ADDRESS));
        channelLimits = new ChannelLimits(next, HubLimits.of(next));
        config = next;
        return next.differences(wanted);
    }

    Stats stats() {
        return stats;
    }

    String transport() {
        return loops.isEpoll() ? "epoll" : "nio";
    }

    /** Stops admissions and reading, and waits until every member has received everything. */
    void drain(Duration max) {
        drained = true;
        gate.close();
        frontEnds.stop();
        control.stopReading();
        long deadline = System.nanoTime() + max.toNanos();
        while (!control.isIdle() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(DRAIN_POLL_NANOS);
        }
    }

    /** @param spread the time within which its connections end */
    void close(Duration spread) {
        if (!drained) {
            drain(Duration.ZERO);
        }
        if (upstream != null) {
            upstream.stop(LINKS_END);
        }
        control.closeMembers(CloseReason.SHUTDOWN, spread);
        control.close();
        if (storeThreads != null) {
            storeThreads.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        tls.close();
        if (admin != null) {
            admin.close();
        }
        loops.shutdown();
    }

    private static @Nullable Upstream upstream(ServerConfig config, Providers providers, EventLoops loops,
            ByteBufAllocator allocator, MemoryAccount account, ServerEvents events) {
        String peer = config.get(Settings.PEER);
        if (peer.isEmpty()) {
            return null;
        }
        PeerAddress address = PeerAddress.ofLinks(peer);
        UpstreamProvider provider = providers.find(UpstreamProvider.class, each -> Stream.of(each.name()),
                address.protocol(), Settings.PEER, "");
        RetryDelay wait = config.get(Settings.PEER_WAIT);
        Optional<ConnectionId> cid = Optional.of(config.get(Settings.PEER_CID)).filter(hex -> !hex.isEmpty())
                .map(ConnectionId::parse);
        SocketOptions options = SocketOptions.of(config);
        int timeout = Math.min(options.userTimeoutMillis(), LONGEST_LINK_TIMEOUT_MILLIS);
        return provider.create(new UpstreamSettings(address.host(), address.port(), KeyRingFactory.ofPeer(config), cid,
                wait.first().toNanos(), wait.longest().toNanos(), config.get(Settings.MAX_FRAME), loops,
                options.withUserTimeout(timeout == 0 ? LONGEST_LINK_TIMEOUT_MILLIS : timeout),
                Tls.outgoing(address, config.tlsTrust()), allocator, account, events,
                config.get(Settings.PEER_IDLE).toNanos(), config.get(Settings.HISTORY_LOAD_TIMEOUT).toNanos()));
    }

    static boolean chooseEpoll(Transport wanted) {
        if (wanted == Transport.EPOLL && !EventLoops.hasEpoll()) {
            throw new ConfigException(
                    "transport: expected nio, was epoll, which is not available: " + EventLoops.whyNoEpoll());
        }
        return wanted != Transport.NIO && EventLoops.hasEpoll();
    }

    /** {@return the bytes held for unauthenticated connections of each scheme: an even part of the limit} */
    static long unauthenticated(ServerConfig config, List<ListenAddress> addresses) {
        long schemes = addresses.stream().map(ListenAddress::scheme).distinct().count();
        return config.unauthenticatedBytes() / Math.max(1, schemes);
    }
}
