import org.jspecify.annotations.NullMarked;

/**
 * The Mles server, to be embedded: channels as logs, members as cursors.
 *
 * <p>Stable: {@code mles.server} to run one, {@code mles.server.config} to say how, {@code mles.server.spi} to be told what
 * happens in it. No promise:
 * {@code mles.server.transport}, through which rooms of this project bring in members.
 */
@SuppressWarnings("module") // mles.peer is built after this module
@NullMarked module mles.server {
    requires transitive mles.protocol;

    // Sockets and event loops. Transitive where the transport package shows them.
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    // PROXY headers of load balancers.
    requires io.netty.codec.haproxy;

    // TLS.
    requires io.netty.handler;
    requires io.netty.codec;

    requires org.slf4j;

    // JSON for operators.
    requires com.fasterxml.jackson.core;

    // Metrics, health and channels for operators.
    requires jdk.httpserver;

    // The defaults that follow the machine: memory of the container, limit on open files.
    requires jdk.management;
    // What happens, for Java's flight recorder.
    requires jdk.jfr;
    // Keepalive times of sockets, without epoll.
    requires jdk.net;

    // Null annotations only, nothing at run time; transitive because exported signatures carry them.
    requires static transitive org.jspecify;

    exports mles.server;
    exports mles.server.config;
    exports mles.server.spi;
    exports mles.server.transport;

    // A link to an upstream server follows the log of its channel, on the home loop of that.
    exports mles.server.delivery to mles.peer;
    exports mles.server.log to mles.peer;
    exports mles.server.memory to mles.peer;
    exports mles.server.metrics to mles.peer;
    exports mles.server.upstream to mles.peer;

    // Rooms of this project that may be there or not.
    uses mles.server.transport.FrontEndProvider;
    uses mles.server.upstream.UpstreamProvider;
    uses mles.server.transport.ProxyGateProvider;
    uses mles.server.spi.HistoryStoreProvider;
    uses mles.server.spi.RelayProvider;

    // The front end for TCP comes by the same door as any other.
    provides mles.server.transport.FrontEndProvider with mles.server.tcp.TcpProvider;
}
