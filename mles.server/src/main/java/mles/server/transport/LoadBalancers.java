package mles.server.transport;

import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mles.protocol.CloseReason;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Subnet;
import mles.server.spi.BoundedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Load balancers before the listeners of a front end: connections of their networks begin with a PROXY header, which tells
 * the client's address. Thread-safe.
 */
final class LoadBalancers {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancers.class);
    private static final BoundedLog REFUSED = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final List<Subnet> networks;
    private final long headerNanos;
    private final ConnectionCounters connections;
    private final Set<ProxiedConnection> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    LoadBalancers(ServerConfig config, ConnectionCounters connections) {
        this.networks = config.get(Settings.PROXY_PROTOCOL);
        this.headerNanos = config.get(Settings.FIRST_FRAME_TIMEOUT).toNanos();
        this.connections = connections;
    }

    /** {@return whether a connection from {@code remote} begins with a PROXY header} */
    boolean include(InetSocketAddress remote) {
        return !networks.isEmpty() && networks.stream().anyMatch(network -> network.contains(remote.getAddress()));
    }

    /** Lets {@code channel}, which has no handlers yet, wait for its header. {@code next} adds handlers behind it. */
    void await(Channel channel, InetSocketAddress remote, Listeners.Acceptor next) {
        channel.pipeline().addLast(new ProxyHeaderFrame(), new HAProxyMessageDecoder(),
                new ProxiedConnection(this, channel, remote, next));
    }

    /** Ends those that still wait, and those to come. */
    void stop() {
        stopped = true;
        waiting.forEach(ProxiedConnection::stop);
    }

    void entered(ProxiedConnection connection) {
        waiting.add(connection);
        if (stopped) {
            connection.stop();
        }
    }

    void left(ProxiedConnection connection) {
        waiting.remove(connection);
    }

    /** Tells the operator, since a load balancer that sends no header locks all of its clients out. */
    void refusedHeader(InetSocketAddress remote, String what) {
        REFUSED.add(CloseReason.BAD_FRAME, count -> LOG.warn(
                "proxy-header-refused: connections of a load balancer were refused, connections={}, one={}, cause={}",
                count, remote, what));
    }

    ConnectionCounters connections() {
        return connections;
    }

    /** {@return the longest time until a header is complete; 0 is no limit} */
    long headerNanos() {
        return headerNanos;
    }
}
