package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Judges the head of a request for a channel. Thread: any. */
final class RequestJudge {
    /** Type of the problem of a page that may not ask. */
    static final String WRONG_ORIGIN = "wrong-origin";

    /** Length of a body that comes in chunks. */
    static final long UNKNOWN = -1;

    private static final String UID = "uid";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String UID_HEADER = "Mles-Uid";
    private static final String DEFAULT_UID = "http";

    private final HttpContext shared;
    private final boolean onLoopback;

    RequestJudge(HttpContext shared, boolean onLoopback) {
        this.shared = shared;
        this.onLoopback = onLoopback;
    }

    Verdict judge(HttpRequest head) {
        Verdict malformed = malformed(head);
        if (malformed != null) {
            return malformed;
        }
        HttpHeaders headers = head.headers();
        boolean publishes = head.method().equals(HttpMethod.POST);
        boolean asks = head.method().equals(HttpMethod.OPTIONS) && headers.contains(HttpHeaderNames.ORIGIN)
                && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (!asks && !publishes && !head.method().equals(HttpMethod.GET) && !head.method().equals(HttpMethod.HEAD)) {
            return no(HttpResponseStatus.METHOD_NOT_ALLOWED, "POST publishes a message, GET reads a channel");
        }
        String foreign = publishes
                ? shared.access().foreignOrigin(headers, onLoopback)
                : shared.access().foreignReader(headers, onLoopback);
        if (foreign != null) {
            return no(HttpResponseStatus.FORBIDDEN, WRONG_ORIGIN,
                    "the setting origins does not allow pages of " + foreign);
        }
        if (asks) {
            return new Verdict.Preflight();
        }
        if (!shared.access().hasToken(headers)) {
            return no(HttpResponseStatus.UNAUTHORIZED, "wrong-token", "the token is missing or wrong");
        }
        if (!shared.gate().hasPositions()) {
            return no(HttpResponseStatus.NOT_IMPLEMENTED, "a proxy passes on WebSockets only");
        }
        return names(head);
    }

    /** {@return whether a page of another origin asked, which must not read the answer} */
    static boolean isForeign(Verdict verdict) {
        return verdict instanceof Verdict.Refuse refused && refused.problem().type().equals(WRONG_ORIGIN);
    }

    /** {@return the length of the body that a head announces} */
    static long length(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return 0;
        }
        return HttpUtil.isTransferEncodingChunked(head) ? UNKNOWN : HttpUtil.getContentLength(head, 0L);
    }

    private Verdict names(HttpRequest head) {
        try {
            Target target = new Target(head.uri());
            String channel = target.channel().orElse(null);
            if (channel == null) {
                return no(HttpResponseStatus.NOT_FOUND,
                        "expected /channels/NAME, with / in a name as %2F, was another path");
            }
            String header = head.headers().get(UID_HEADER);
            String asked = target.parameter(UID).orElse(header == null ? null : Target.header(header));
            Names names = new Names(asked == null ? DEFAULT_UID : asked, channel);
            if (isTooLong(names.uid()) || isTooLong(channel)) {
                return new Verdict.Refuse(Problem.of(CloseReason.NAME_TOO_LONG));
            }
            return head.method().equals(HttpMethod.POST)
                    ? new Verdict.Publish(names)
                    : reading(head, target, names, asked != null);
        } catch (CharacterCodingException e) {
            return no(HttpResponseStatus.BAD_REQUEST, "bad-payload",
                    "expected names as percent-encoded UTF-8, was something else");
        }
    }

    private static Verdict reading(HttpRequest head, Target target, Names names, boolean isVisible)
            throws CharacterCodingException {
        JsonFormat format = JsonFormat.accepted(head.headers().getAll(HttpHeaderNames.ACCEPT)).orElse(null);
        if (format == null) {
            return no(HttpResponseStatus.NOT_ACCEPTABLE,
                    "expected text/event-stream, application/x-ndjson or application/json, was another type");
        }
        String since = head.headers().get(LAST_EVENT_ID, target.parameter("since").orElse(""));
        Position behind = JsonFormat.position(since).orElse(null);
        if (behind == null && !since.isEmpty()) {
            return no(HttpResponseStatus.BAD_REQUEST, "bad-payload",
                    "expected a position as EPOCH-NUMBER, was something else");
        }
        boolean isHead = head.method().equals(HttpMethod.HEAD);
        boolean ends = format.isWhole() || target.parameter("follow").filter("0"::equals).isPresent();
        boolean isLive = target.parameter("history").filter("0"::equals).isPresent();
        return new Verdict.Read(new Reading(names, isVisible && !isHead, format, behind, isHead
                ? Reading.Part.POSITION
                : ends ? Reading.Part.HISTORY : isLive ? Reading.Part.LIVE : Reading.Part.ALL));
    }

    /** Refuses requests that servers read in different ways: a proxy in front may have read them otherwise. */
    private static @Nullable Verdict malformed(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return switch (head.decoderResult().cause()) {
                case TooLongHttpLineException line ->
                    no(HttpResponseStatus.REQUEST_URI_TOO_LONG, "too-large", "the request line is too long");
                case TooLongHttpHeaderException longest ->
                    no(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too-large",
                            "the headers are too long");
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

    private static Verdict bad(String why) {
        return new Verdict.Refuse(
                new Problem(HttpResponseStatus.BAD_REQUEST, "bad-frame", why, CloseReason.BAD_FRAME));
    }

    private static Verdict no(HttpResponseStatus status, String why) {
        return new Verdict.Refuse(Problem.of(status, why));
    }

    private static Verdict no(HttpResponseStatus status, String type, String why) {
        return new Verdict.Refuse(new Problem(status, type, why, CloseReason.NOT_ALLOWED));
    }

    private boolean isTooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > shared.limits().name();
    }
}
