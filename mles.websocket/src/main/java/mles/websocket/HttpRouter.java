package mles.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import mles.websocket.http.HttpConnection;
import mles.websocket.http.RequestDecoder;
import mles.websocket.http.Visitor;
import org.jspecify.annotations.Nullable;

/**
 * Handlers of a connection that speaks HTTP: one for requests that name a channel, another one for the page and for upgrades.
 * Thread: loop of the connection.
 */
final class HttpRouter implements HttpConnection.Owner, WebSocketLoopContext.Timed {
    /** Neither a page nor an upgrade takes a body. */
    private static final int REQUEST_BODY = 1024;

    private final WebSocketLoopContext shared;
    private final Channel channel;
    private final Visitor visitor;
    private final RequestDecoder decoder;
    private final UpgradePolicy policy;
    private final Assets assets;
    private @Nullable HttpConnection requests;

    HttpRouter(WebSocketLoopContext shared, Channel channel, Visitor visitor, RequestDecoder decoder,
            UpgradePolicy policy, Assets assets) {
        this.shared = shared;
        this.channel = channel;
        this.visitor = visitor;
        this.decoder = decoder;
        this.policy = policy;
        this.assets = assets;
    }

    /** {@return the handlers of a new connection} */
    ChannelHandler[] begin() {
        return handlers(new HttpHandler(shared, channel, visitor, policy, assets));
    }

    @Override
    public void passOn(HttpRequest head) {
        leave();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.remove(HttpConnection.class);
        HttpHandler page = new HttpHandler(shared, channel, visitor, policy, assets);
        page.takeOver();
        pipeline.addLast(handlers(page));
        pipeline.context(RequestDecoder.class).fireChannelRead(head);
    }

    @Override
    public void gone() {
        leave();
    }

    @Override
    public void tick(long now) {
        if (requests != null) {
            requests.tick(now);
        }
    }

    @Override
    public void stop() {
        if (requests != null) {
            requests.stop();
        }
    }

    private ChannelHandler[] handlers(HttpHandler page) {
        return new ChannelHandler[]{new FirstRequest(page), new HttpObjectAggregator(REQUEST_BODY, true), page};
    }

    private void take(HttpRequest head, HttpHandler page) {
        page.handOn();
        HttpConnection next = new HttpConnection(shared.forRequests(policy), channel, visitor,
                WebSocketProvider.NAME, decoder, this);
        requests = next;
        shared.enter(this);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.remove(HttpObjectAggregator.class);
        pipeline.remove(page);
        pipeline.replace(FirstRequest.class, null, next);
        next.begin(head);
    }

    private void leave() {
        shared.leave(this);
        requests = null;
    }

    /** Handler that looks at the head of the first request, and goes. */
    private final class FirstRequest extends ChannelInboundHandlerAdapter {
        private final HttpHandler page;

        private FirstRequest(HttpHandler page) {
            this.page = page;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest head && HttpConnection.isFor(head) && !UpgradePolicy.isUpgrade(head)) {
                take(head, page);
            } else {
                ctx.pipeline().remove(this);
                ctx.fireChannelRead(message);
            }
        }
    }
}
