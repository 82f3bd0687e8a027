package mles.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import mles.server.spi.PeerState;
import mles.server.transport.OutboundInitializer;
import mles.peer.channel.UpstreamChannel;
import mles.peer.channel.PeerLink;
import mles.peer.channel.PeerLinks;
import mles.server.upstream.UpstreamSettings;
import org.jspecify.annotations.Nullable;

/** The links of one server. */
final class TcpPeerLinks implements PeerLinks {
    private static final int CONNECT_MILLIS = 10_000;
    private static final long LONGEST_DOUBT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STOP_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Map<PeerState, AtomicInteger> states = new ConcurrentHashMap<>();
    private final Set<TcpPeerLink> links = ConcurrentHashMap.newKeySet();
    private final UpstreamSettings settings;
    private final Resolver resolver;
    private final RedialPace pace = new RedialPace(System.nanoTime());
    private final AtomicBoolean mapped = new AtomicBoolean();
    private volatile long unreachableUntil = System.nanoTime();
    private volatile boolean stopped;

    TcpPeerLinks(UpstreamSettings settings) {
        this.settings = settings;
        this.resolver = new Resolver(settings.host());
        for (PeerState state : PeerState.values()) {
            states.put(state, new AtomicInteger());
        }
    }

    @Override
    public void start(Collection<InetSocketAddress> listening) throws IOException {
        for (InetAddress address : resolve()) {
            for (InetSocketAddress own : listening) {
                if (own.getPort() == settings.port() && isAt(own.getAddress(), address)) {
                    throw new IOException("expected another server, was " + settings.host() + ":" + settings.port()
                            + ", which is this one");
                }
            }
        }
    }

    @Override
    public PeerLink link(UpstreamChannel channel) {
        TcpPeerLink link = new TcpPeerLink(this, channel, settings);
        links.add(link);
        return link;
    }

    @Override
    public int count(PeerState state) {
        return counter(state).get();
    }

    @Override
    public void stop(Duration max) {
        stopped = true;
        links.forEach(TcpPeerLink::stop);
        long deadline = System.nanoTime() + max.toNanos();
        while (links.stream().anyMatch(TcpPeerLink::isConnected) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(STOP_POLL_NANOS);
        }
    }

    /** {@return whether a link just found that nothing is there, so that a thousand others need not try} From anywhere. */
    boolean isUnreachable() {
        return System.nanoTime() - unreachableUntil < 0;
    }

    /** No address took a connection. */
    void foundUnreachable() {
        unreachableUntil = System.nanoTime() + Math.min(LONGEST_DOUBT_NANOS, settings.firstWait() / 2);
    }

    /** {@return nanoseconds until it is a lost link's turn to dial again} From anywhere. */
    long turnIn() {
        return pace.turnIn(System.nanoTime());
    }

    /** {@return the key of one link} */
    LinkKey key() {
        return new LinkKey(settings.credentials(), mapped);
    }

    boolean isStopped() {
        return stopped;
    }

    /** A link is in another state now, or new or gone. */
    void moved(@Nullable PeerState from, @Nullable PeerState to) {
        if (from != null) {
            counter(from).decrementAndGet();
        }
        if (to != null) {
            counter(to).incrementAndGet();
        }
    }

    void gone(TcpPeerLink link) {
        links.remove(link);
    }

    /** Looks the server up. {@code told} on the loop; an empty array is a failure. */
    void resolve(EventLoop loop, Consumer<InetAddress[]> told) {
        resolver.resolve(found -> {
            if (!loop.isShuttingDown()) {
                loop.execute(() -> told.accept(found));
            }
        });
    }

    ChannelFuture dial(EventLoop loop, InetAddress address, ChannelHandler handler) {
        Class<? extends Channel> type = settings.loops().channel();
        Bootstrap bootstrap = new Bootstrap().group(loop).channel(type)
                .option(ChannelOption.ALLOCATOR, settings.allocator())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new OutboundInitializer(settings.security(), handler));
        settings.options().apply(settings.loops().isEpoll(), bootstrap::option);
        return bootstrap.connect(new InetSocketAddress(address, settings.port()));
    }

    private AtomicInteger counter(PeerState state) {
        return states.getOrDefault(state, new AtomicInteger());
    }

    private InetAddress[] resolve() throws IOException {
        try {
            return InetAddress.getAllByName(settings.host());
        } catch (UnknownHostException e) {
            throw new IOException("unknown host " + settings.host(), e);
        }
    }

    private static boolean isAt(InetAddress own, InetAddress dialled) throws IOException {
        boolean local = dialled.isAnyLocalAddress() || dialled.isLoopbackAddress()
                || NetworkInterface.getByInetAddress(dialled) != null;
        return own.equals(dialled) || (own.isAnyLocalAddress() && local);
    }
}
