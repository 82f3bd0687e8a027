package mles.websocket.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import mles.server.transport.HalfClose;
import org.jspecify.annotations.Nullable;

/** Answers of one connection, written as its requests want them. Thread: loop of the connection. */
final class Answers {
    private final Channel channel;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private @Nullable String origin;
    private boolean keepAlive;
    private boolean isHead;
    private boolean stopping;

    Answers(Channel channel) {
        this.channel = channel;
    }

    /**
     * The next ones are for that request.
     *
     * @param allowed origin whose pages may read them, null for none
     */
    void begin(HttpRequest head, @Nullable String allowed) {
        version = head.protocolVersion();
        keepAlive = HttpUtil.isKeepAlive(head);
        isHead = head.method().equals(HttpMethod.HEAD);
        origin = allowed;
    }

    /** The one to come is the last one. */
    void stop() {
        stopping = true;
    }

    /** {@return whether another request may come behind this one} */
    boolean connectionStays() {
        return keepAlive && !stopping;
    }

    /** {@return the origin whose pages may read the answer} */
    @Nullable
    String origin() {
        return origin;
    }

    /** Writes one behind which other requests are answered; {@code then} runs when it is written. */
    void write(FullHttpResponse response, Runnable then) {
        HttpUtil.setKeepAlive(response.headers(), version, true);
        Responses.allow(response, origin);
        channel.writeAndFlush(shown(response)).addListener(written -> {
            if (written.isSuccess()) {
                then.run();
            }
        });
    }

    /** Writes the last one. */
    void writeLast(FullHttpResponse response) {
        HttpUtil.setKeepAlive(response.headers(), version, false);
        Responses.allow(response, origin);
        HalfClose.behind(channel.writeAndFlush(shown(response)));
    }

    private FullHttpResponse shown(FullHttpResponse response) {
        return isHead ? Responses.withoutBody(response) : response;
    }
}
