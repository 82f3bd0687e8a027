package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Whole answers to requests. */
final class Responses {
    private static final String ALLOWED = "GET, HEAD, POST";

    private static final int PREFLIGHT_SECONDS = 600;

    private Responses() {
    }

    /** {@return the answer to a publish whose message has its place} */
    static FullHttpResponse published(Position position) {
        return json(HttpResponseStatus.OK, "application/json", "{\"epoch\":\""
                + HexFormat.of().toHexDigits(position.epoch()) + "\",\"position\":" + position.number() + "}\n");
    }

    /** {@return the word that the body may come} */
    static FullHttpResponse goOn() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    static FullHttpResponse of(Problem problem) {
        FullHttpResponse response = json(problem.status(), "application/problem+json", problem.json());
        if (problem.retryAfter() > 0) {
            response.headers().set(HttpHeaderNames.RETRY_AFTER, problem.retryAfter());
        }
        if (problem.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        } else if (problem.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, ALLOWED);
        }
        return response;
    }

    /** {@return the answer to a browser that asks for a page of an allowed origin} */
    static FullHttpResponse preflight() {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, ALLOWED)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                        "Authorization, Content-Type, Last-Event-ID, Mles-Uid")
                .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        return response;
    }

    /** Lets pages of {@code origin} read an answer, which was allowed; null for a client that is no page. */
    static void allow(HttpResponse response, @Nullable String origin) {
        if (origin != null) {
            response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Mles-Position, Retry-After")
                    .set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
    }

    /** {@return the head of a stream, whose end is that of the connection} */
    static HttpResponse stream(JsonFormat format, Position newest) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, format.type())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("Mles-Position", JsonFormat.id(newest))
                // For nginx, which would keep messages back.
                .set("X-Accel-Buffering", "no").set("X-Content-Type-Options", "nosniff");
        return response;
    }

    private static FullHttpResponse json(HttpResponseStatus status, String type, String text) {
        ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        return response;
    }
}
