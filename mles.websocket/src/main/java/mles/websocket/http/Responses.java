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
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Whole answers to requests. */
final class Responses {
    static final String ALLOWED = "GET, HEAD, POST";

    private static final int PREFLIGHT_SECONDS = 600;

    private Responses() {
    }

    /** {@return the answer to a publish whose messages have their places} */
    static FullHttpResponse published(Receipt receipt) {
        return json(HttpResponseStatus.OK, "application/json", receipt.json());
    }

    /** {@return the answer with a ticket, which is good for so many seconds} */
    static FullHttpResponse ticket(String ticket, long seconds) {
        return json(HttpResponseStatus.OK, "application/json",
                "{\"ticket\":\"" + ticket + "\",\"expires\":" + seconds + "}\n");
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
        } else if (!problem.allow().isEmpty()) {
            response.headers().set(HttpHeaderNames.ALLOW, problem.allow());
        }
        return response;
    }

    /** {@return the answer to a browser that asks for a page of an allowed origin} */
    static FullHttpResponse preflight() {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, ALLOWED)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                        "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Mles-Uid")
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

    static FullHttpResponse description(byte[] json) {
        return json(HttpResponseStatus.OK, "application/json", Unpooled.wrappedBuffer(json));
    }

    /** {@return an answer to {@code HEAD}: that to {@code GET} without its body} */
    static FullHttpResponse withoutBody(FullHttpResponse response) {
        FullHttpResponse head = response.replace(Unpooled.EMPTY_BUFFER);
        response.release();
        return head;
    }

    private static FullHttpResponse json(HttpResponseStatus status, String type, String text) {
        return json(status, type, Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static FullHttpResponse json(HttpResponseStatus status, String type, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set("X-Content-Type-Options", "nosniff");
        return response;
    }
}
