package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import mles.protocol.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Check of the head of a request. Requests that servers read in different ways are refused: a proxy in front may have read them
 * otherwise.
 */
final class RequestSyntax {
    private RequestSyntax() {
    }

    /** {@return why a head is none, null where it is one} */
    static @Nullable Problem check(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return switch (head.decoderResult().cause()) {
                case TooLongHttpLineException line ->
                    tooLarge(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
                case TooLongHttpHeaderException longest ->
                    tooLarge(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
                default -> bad("not a request of HTTP");
            };
        }
        HttpHeaders headers = head.headers();
        boolean isNew = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!isNew && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return no(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "expected HTTP/1.1, was another version");
        }
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (isNew && hosts.isEmpty())) {
            return bad("expected one Host, was none or several");
        }
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && (!isNew || codings.size() > 1
                || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst().strip()))) {
            return bad("expected Transfer-Encoding chunked or none, was another one");
        }
        List<String> expectations = headers.getAll(HttpHeaderNames.EXPECT);
        if (!expectations.isEmpty() && (expectations.size() > 1
                || !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectations.getFirst()))) {
            return no(HttpResponseStatus.EXPECTATION_FAILED, "expected 100-continue, was another one");
        }
        return null;
    }

    static Problem bad(String why) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, "bad-frame", why, CloseReason.BAD_FRAME);
    }

    private static Problem no(HttpResponseStatus status, String why) {
        return Problem.of(status, why);
    }

    private static Problem tooLarge(HttpResponseStatus status, String why) {
        return new Problem(status, "too-large", why, CloseReason.TOO_LARGE);
    }
}
