package mles.websocket.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import mles.protocol.CloseReason;
import mles.server.spi.Position;
import org.jspecify.annotations.Nullable;

/** Judges the head of a request for a channel. Thread: any. */
final class RequestJudge {
    /** Type of the problem of a page that may not ask. */
    static final String WRONG_ORIGIN = "wrong-origin";

    /** Length of a body that comes in chunks. */
    static final long UNKNOWN = -1;

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int LONGEST_KEY = 255;
    private static final String UID = "uid";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String UID_HEADER = "Mles-Uid";
    private static final String DEFAULT_UID = "http";

    private final HttpContext shared;
    private final Callers callers;
    private final boolean onLoopback;

    RequestJudge(HttpContext shared, boolean onLoopback) {
        this.shared = shared;
        this.callers = new Callers(shared);
        this.onLoopback = onLoopback;
    }

    /** @param remote address of the client */
    Verdict judge(HttpRequest head, InetSocketAddress remote) {
        Problem malformed = RequestSyntax.check(head);
        if (malformed != null) {
            return new Verdict.Refuse(malformed);
        }
        Target target = new Target(head.uri());
        HttpMethod method = head.method();
        boolean asks = method.equals(HttpMethod.OPTIONS) && head.headers().contains(HttpHeaderNames.ORIGIN)
                && head.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        Problem other = asks ? null : otherMethod(target, method);
        if (other != null) {
            return new Verdict.Refuse(other);
        }
        String foreign = method.equals(HttpMethod.POST)
                ? shared.access().foreignOrigin(head.headers(), onLoopback)
                : shared.access().foreignReader(head.headers(), onLoopback);
        if (foreign != null) {
            return no(HttpResponseStatus.FORBIDDEN, WRONG_ORIGIN,
                    "the setting origins does not allow pages of " + foreign);
        }
        if (asks) {
            return new Verdict.Preflight();
        }
        if (target.kind() == Target.Kind.DESCRIPTION) {
            return new Verdict.Describe();
        }
        try {
            String secret = callers.secret(head.headers(), target, !method.equals(HttpMethod.POST));
            if (secret.isEmpty() && shared.access().needsToken()) {
                return wrongToken();
            }
            if (!shared.gate().hasPositions()) {
                return no(HttpResponseStatus.NOT_IMPLEMENTED, "a proxy passes on WebSockets only");
            }
            return target.kind() == Target.Kind.TICKETS
                    ? ticket(secret, remote)
                    : channel(head, target, secret, remote);
        } catch (Callers.WrongSecretException e) {
            return wrongToken();
        } catch (CharacterCodingException e) {
            return no(HttpResponseStatus.BAD_REQUEST, "bad-payload",
                    "expected names as percent-encoded UTF-8, was something else");
        }
    }

    /** {@return whether a page of another origin asked, which must not read the answer} */
    static boolean isForeign(Verdict verdict) {
        return verdict instanceof Verdict.Refuse refused && refused.problem().type().equals(WRONG_ORIGIN);
    }

    /** {@return the length of the body that a head announces} */
    static long length(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return UNKNOWN;
        }
        return HttpUtil.isTransferEncodingChunked(head) ? UNKNOWN : HttpUtil.getContentLength(head, 0L);
    }

    private static @Nullable Problem otherMethod(Target target, HttpMethod method) {
        boolean publishes = method.equals(HttpMethod.POST);
        if (target.kind() == Target.Kind.TICKETS) {
            return publishes ? null : Problem.ofMethod("POST", "POST asks for a ticket");
        }
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (target.kind() == Target.Kind.DESCRIPTION) {
            return reads ? null : Problem.ofMethod("GET, HEAD", "GET tells the description");
        }
        return publishes || reads
                ? null
                : Problem.ofMethod(Responses.ALLOWED, "POST publishes a message, GET reads a channel");
    }

    /** The key of any names tells whether a secret is good. */
    private Verdict ticket(String secret, InetSocketAddress remote) {
        return secret.isEmpty() || callers.key(secret, remote, "", "").isEmpty()
                ? wrongToken()
                : new Verdict.Ticket(secret);
    }

    private Verdict channel(HttpRequest head, Target target, String secret, InetSocketAddress remote)
            throws CharacterCodingException {
        String channel = target.channel().orElse(null);
        if (channel == null) {
            return no(HttpResponseStatus.NOT_FOUND,
                    "expected /channels/NAME, with / in a name as %2F, was another path");
        }
        String header = head.headers().get(UID_HEADER);
        String asked = target.parameter(UID).orElse(header == null ? null : Target.header(header));
        String uid = asked == null ? DEFAULT_UID : asked;
        if (isTooLong(uid) || isTooLong(channel)) {
            return new Verdict.Refuse(Problem.of(CloseReason.NAME_TOO_LONG));
        }
        OptionalLong key = callers.key(secret, remote, uid, channel);
        if (key.isEmpty()) {
            return wrongToken();
        }
        Names names = new Names(uid, channel, key.getAsLong());
        return head.method().equals(HttpMethod.POST)
                ? publish(head, names, secret)
                : reading(head, target, names, asked != null);
    }

    private static Verdict wrongToken() {
        return no(HttpResponseStatus.UNAUTHORIZED, "wrong-token", "the token or key is missing or wrong");
    }

    private Verdict publish(HttpRequest head, Names names, String secret) {
        List<String> keys = head.headers().getAll(IDEMPOTENCY_KEY);
        if (keys.isEmpty() || shared.limits().repeats() == 0) {
            return new Verdict.Publish(names, isBatch(head), null);
        }
        String key = keys.getFirst();
        if (keys.size() > 1 || key.isEmpty() || key.length() > LONGEST_KEY) {
            return no(HttpResponseStatus.BAD_REQUEST, "bad-payload",
                    "expected one Idempotency-Key of 1 to " + LONGEST_KEY + " characters, was none or another one");
        }
        // The same key of another client, or for another channel, is another one.
        return new Verdict.Publish(names, isBatch(head), Digest.of(key,
                secret, names.uid(), names.channel()));
    }

    private static boolean isBatch(HttpRequest head) {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.replaceFirst(";.*", "").strip().equalsIgnoreCase(JsonFormat.LINES.type());
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
