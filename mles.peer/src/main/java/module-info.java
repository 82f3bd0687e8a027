import mles.peer.TcpUpstreamProvider;
import mles.server.upstream.UpstreamProvider;
import org.jspecify.annotations.NullMarked;

/** Links to an upstream server: each channel joins there as one member more, and what passes goes both ways (SPEC 6). */
@NullMarked module mles.peer {
    requires mles.server;

    // Sockets; the server brings the rest of it.
    requires io.netty.common;

    requires org.slf4j;

    requires static org.jspecify;

    provides UpstreamProvider with TcpUpstreamProvider;
}
