package mles.websocket;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.transport.FrontEnd;
import mles.server.transport.FrontEndContext;
import mles.server.transport.Listeners;
import mles.server.transport.LoopClock;
import mles.websocket.http.HttpServices;
import mles.websocket.http.RequestDecoder;
import mles.websocket.http.TrustedProxies;

/** The door for browsers: a page, and WebSockets that carry any number of members each. */
final class WebSocketFrontEnd implements FrontEnd {
    private final Listeners listeners;
    private final Map<EventExecutor, WebSocketLoopContext> loops = new HashMap<>();
    private final UpgradePolicy policy;
    private final Assets assets;

    WebSocketFrontEnd(FrontEndContext context) {
        ServerConfig config = context.config().get();
        BrowserRules rules = BrowserRules.of(context.config());
        BrowserLimits limits = BrowserLimits.of(config, context.unauthenticated() / config.get(Settings.EVENT_LOOPS));
        listeners = new Listeners(context, context.loops().group());
        policy = new UpgradePolicy(rules);
        assets = rules.servesPage() ? Assets.load() : Assets.none();
        HttpServices requests = HttpServices.of(BrowserLimits.ofRequests(config),
                new TrustedProxies(config.get(WebSocketSettings.TRUSTED_PROXIES)));
        context.loops().group().forEach(loop -> loops.put(loop,
                new WebSocketLoopContext((EventLoop) loop, context, limits, requests, new LoopClock())));
    }

    @Override
    public InetSocketAddress start(InetSocketAddress where) throws IOException, InterruptedException {
        InetSocketAddress bound = listeners.start(where, false, false, this::accept);
        loops.values().forEach(WebSocketLoopContext::start);
        return bound;
    }

    @Override
    public void stop() {
        listeners.stop();
        loops.values().forEach(WebSocketLoopContext::stop);
    }

    private void accept(Channel channel, InetSocketAddress remote) {
        WebSocketLoopContext loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("a connection on a loop that is none of ours");
        }
        furnish(channel, remote, loop, policy, assets);
    }

    /** Adds the handlers of a connection. */
    static void furnish(Channel channel, InetSocketAddress remote, WebSocketLoopContext loop, UpgradePolicy policy,
            Assets assets) {
        RequestDecoder decoder = new RequestDecoder();
        channel.pipeline().addLast(new HttpResponseEncoder(), decoder)
                .addLast(new HttpRouter(loop, channel, loop.visitor(remote), decoder, policy, assets).begin());
    }
}
