package mles.websocket;

import mles.server.transport.FrontEnd;
import mles.server.transport.FrontEndContext;
import mles.server.transport.FrontEndProvider;
import mles.server.transport.Gate;
import mles.server.transport.ProxyContext;

/** Front ends for {@code ws://}. */
public final class WebSocketProvider implements FrontEndProvider {
    /** Creates a provider; for the service loader. */
    public WebSocketProvider() {
    }

    @Override
    public String name() {
        return "ws";
    }

    @Override
    public FrontEnd create(FrontEndContext context) {
        return new WebSocketFrontEnd(context);
    }

    @Override
    public Gate upstream(ProxyContext context) {
        return new UpstreamGate(context);
    }
}
