package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import mles.protocol.CloseReason;
import mles.server.transport.ConnectionCounters;
import org.jspecify.annotations.Nullable;

/**
 * Client of a connection, which counts for its address: the other end, or another one with each request where a trusted proxy asks for
 * it. Thread: loop of the connection.
 */
public final class Visitor {
    private final ConnectionCounters connections;
    private final TrustedProxies proxies;
    private final InetSocketAddress peer;
    private InetSocketAddress client;
    private State state;

    private enum State {
        /** The other end is the client. */
        DIRECT,
        /** The other end is a proxy, which may ask for many clients. */
        PROXIED,
        /** The other end is a proxy, and the rest of the connection is for one client. */
        SETTLED
    }

    /** @param peer the other end */
    public Visitor(ConnectionCounters connections, TrustedProxies proxies, InetSocketAddress peer) {
        this.connections = connections;
        this.proxies = proxies;
        this.peer = peer;
        this.client = peer;
        this.state = proxies.include(peer) ? State.PROXIED : State.DIRECT;
    }

    /**
     * The connection is there. It counts until {@link #closed} in either case.
     *
     * @return why it may not stay, if it may not
     */
    public @Nullable CloseReason opened() {
        return state == State.DIRECT ? connections.opened(peer) : connections.openedUnknown();
    }

    /**
     * A request comes. Its {@code Host} becomes the one for which the client asked.
     *
     * @return whether it can be told for which client
     */
    public boolean asks(HttpRequest head) {
        if (state == State.DIRECT) {
            return true;
        }
        TrustedProxies.Asked asked = proxies.read(peer, head.headers()).orElse(null);
        if (asked == null) {
            return false;
        }
        client = asked.address();
        if (asked.host() != null) {
            head.headers().set(HttpHeaderNames.HOST, asked.host());
        }
        return true;
    }

    /** {@return the client of the present request} */
    public InetSocketAddress client() {
        return client;
    }

    /**
     * The connection is that of the present client up to its end.
     *
     * @return why it may not stay, if it may not
     */
    public @Nullable CloseReason settle() {
        if (state != State.PROXIED) {
            return null;
        }
        state = State.SETTLED;
        connections.clientKnown();
        return connections.opened(client);
    }

    /** The connection is gone. */
    public void closed(CloseReason reason, String detail) {
        if (state == State.PROXIED) {
            connections.closedUnknown(peer, reason, detail);
        } else {
            connections.closed(client, reason, detail);
        }
    }
}
