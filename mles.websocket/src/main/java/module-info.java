import mles.server.transport.FrontEndProvider;
import mles.server.transport.ProxyGateProvider;
import mles.websocket.WebSocketProvider;
import mles.websocket.proxy.UpstreamGateProvider;
import org.jspecify.annotations.NullMarked;

/** Browsers on Mles: many members on one WebSocket, a page, and a JavaScript client (SPEC 8); and requests by HTTP. */
@NullMarked module mles.websocket {
    requires transitive mles.server;

    // HTTP and RFC 6455; the bridge behind them is ours.
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;

    // Batches of messages.
    requires com.fasterxml.jackson.core;

    requires org.slf4j;

    requires static org.jspecify;

    // The settings of browsers, for applications that set them.
    exports mles.websocket;

    provides FrontEndProvider with WebSocketProvider;
    provides ProxyGateProvider with UpstreamGateProvider;
}
