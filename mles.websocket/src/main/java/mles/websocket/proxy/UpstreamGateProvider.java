package mles.websocket.proxy;

import mles.server.transport.Gate;
import mles.server.transport.ProxyContext;
import mles.server.transport.ProxyGateProvider;
import mles.websocket.WebSocketProvider;

/** Gates of a proxy for browsers. */
public final class UpstreamGateProvider implements ProxyGateProvider {
    /** Creates a provider; for the service loader. */
    public UpstreamGateProvider() {
    }

    @Override
    public String name() {
        return WebSocketProvider.NAME;
    }

    @Override
    public Gate create(ProxyContext context) {
        return new UpstreamGate(context);
    }
}
