package mles.websocket.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import mles.protocol.CloseReason;
import mles.server.spi.Position;
import mles.server.transport.ChannelSecurity;
import mles.server.transport.LoopClock;
import mles.server.transport.SocketErrors;
import org.jspecify.annotations.Nullable;

/** Connection with requests for channels, one after the other. Thread: loop of the connection. */
public final class HttpConnection extends ChannelInboundHandlerAdapter implements Publication.Outcome {
    /** Time for the other side to close, too. */
    private static final int CLOSING_SECONDS = 2;
    /** Bytes of the body of a refused request that are read, so that the connection can stay. */
    private static final int MOST_SKIPPED = 64 * 1024;

    private final HttpContext shared;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final String kind;
    private final Owner owner;
    private final RequestDecoder decoder;
    private final RequestJudge judge;
    private final Publication publication;
    private State state = State.IDLE;
    private @Nullable Problem refusal;
    private @Nullable String origin;
    private boolean preflight;
    private @Nullable EventStream stream;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean keepAlive;
    private boolean expected;
    private boolean stopping;
    private long announced;
    private long skipped;
    private long since;

    private enum State {
        /** Between requests. */
        IDLE,
        /** A message is being published. */
        PUBLISHING,
        /** The body of a refused request comes. */
        SKIPPING,
        /** An answer is written. */
        ANSWERING,
        /** The last answer is written, and nothing counts any more. */
        CLOSING
    }

    /** Owner of the connection. */
    public interface Owner {
        /** A request is none for channels: the handler is to be removed, and the request passed on. */
        void passOn(HttpRequest head);

        /** The connection is gone. */
        void gone();
    }

    /** @param kind name of the front end */
    public HttpConnection(HttpContext shared, Channel channel, InetSocketAddress remote, String kind,
            RequestDecoder decoder, Owner owner) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.decoder = decoder;
        this.kind = kind;
        this.owner = owner;
        this.judge = new RequestJudge(shared, isOnLoopback(channel));
        this.publication = new Publication(shared, channel, remote, kind, this);
        this.since = shared.clock().getAsLong();
    }

    /** {@return whether a request is for channels} */
    public static boolean isFor(HttpRequest head) {
        return new Target(head.uri()).isOfChannel();
    }

    /** Takes the head of a request. */
    public void begin(HttpRequest head) {
        if (head.decoderResult().isSuccess() && !isFor(head)) {
            publication.leave(CloseReason.LEFT);
            owner.passOn(head);
            return;
        }
        version = head.protocolVersion();
        keepAlive = HttpUtil.isKeepAlive(head);
        expected = HttpUtil.is100ContinueExpected(head);
        announced = RequestJudge.length(head);
        skipped = 0;
        progressed();
        RequestJudge.Verdict verdict = judge.judge(head);
        Problem problem = verdict.problem();
        origin = problem != null && problem.type().equals(RequestJudge.WRONG_ORIGIN)
                ? null
                : head.headers().get(HttpHeaderNames.ORIGIN);
        preflight = verdict.isPreflight();
        Names names = verdict.names();
        if (preflight) {
            // Behind its body, which should have nothing.
            refuse(Problem.of(HttpResponseStatus.BAD_REQUEST, "expected no body, was one"));
        } else if (problem != null) {
            refuse(problem);
        } else if (verdict.reading() != null) {
            stream(verdict.reading());
        } else if (names != null) {
            state = State.PUBLISHING;
            publication.begin(names, announced);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        progressed();
        try {
            if (message instanceof HttpRequest head && state == State.IDLE) {
                begin(head);
            }
            if (message instanceof HttpContent content) {
                take(content, content instanceof LastHttpContent, content.decoderResult().isFailure());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close(SocketErrors.reason(remote, cause), String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        publication.cancel();
        publication.leave(reason);
        owner.gone();
        shared.connections().closed(remote, reason, detail);
    }

    /** Time has passed: it is {@code now}. */
    public void tick(long now) {
        if (stream != null) {
            stream.tick(now);
            return;
        }
        HttpLimits limits = shared.limits();
        switch (state) {
            case IDLE -> {
                if (decoder.hasBegun() && isOver(limits.requestNanos(), now)) {
                    answerLast(Problem.of(CloseReason.FIRST_FRAME_TIMEOUT));
                } else if (!decoder.hasBegun() && isOver(limits.timeoutNanos(), now)) {
                    close(CloseReason.LEFT, "");
                }
            }
            case PUBLISHING, SKIPPING -> {
                if (state == State.PUBLISHING && !publication.isWaiting()) {
                    progressed();
                } else if (isOver(limits.frameNanos(), now)) {
                    answerLast(Problem.of(CloseReason.FRAME_TIMEOUT));
                }
            }
            case ANSWERING -> {
                if (isOver(limits.timeoutNanos(), now)) {
                    close(CloseReason.UNRESPONSIVE, "");
                }
            }
            case CLOSING -> {
                // the other side is given its time
            }
        }
    }

    /** Ends the connection behind the request that it has. */
    public void stop() {
        stopping = true;
        if (state == State.IDLE) {
            close(CloseReason.SHUTDOWN, "");
        }
    }

    @Override
    public void stopped() {
        stop();
    }

    @Override
    public void hold(boolean now) {
        decoder.hold(now);
    }

    @Override
    public void accepted() {
        if (expected) {
            channel.writeAndFlush(Responses.goOn());
        }
        progressed();
    }

    @Override
    public void published(Position position) {
        answer(Responses.published(position));
    }

    @Override
    public void failed(Problem problem, boolean isWhole) {
        if (isWhole) {
            answer(Responses.of(problem));
        } else {
            refuse(problem);
        }
    }

    private void stream(Reading reading) {
        publication.leave(CloseReason.LEFT);
        state = State.CLOSING;
        EventStream next = new EventStream(shared, channel, remote, kind, reading, origin, owner::gone);
        stream = next;
        channel.pipeline().replace(this, null, next);
        next.begin();
    }

    private void take(HttpContent content, boolean last, boolean bad) {
        switch (state) {
            case PUBLISHING -> {
                if (bad) {
                    answerLast(Problem.of(CloseReason.BAD_FRAME));
                } else {
                    publication.add(content.content(), last);
                }
            }
            case SKIPPING -> {
                skipped += content.content().readableBytes();
                if (refusal != null && (bad || skipped > MOST_SKIPPED)) {
                    answerLast(refusal);
                } else if (refusal != null && last) {
                    answer(preflight ? Responses.preflight() : Responses.of(refusal));
                }
            }
            case CLOSING -> {
                if (last) {
                    decoder.next();
                }
            }
            case IDLE, ANSWERING -> {
                // the rest of nothing
            }
        }
    }

    /** Refuses a request of which more may come. */
    private void refuse(Problem problem) {
        boolean guessed = problem.status().equals(HttpResponseStatus.UNAUTHORIZED);
        if (guessed || problem.type().equals(RequestJudge.WRONG_ORIGIN)) {
            shared.connections().refused(remote, CloseReason.NOT_ALLOWED);
        }
        // A client that waits for a word may send the body, or not.
        boolean isLong = announced > MOST_SKIPPED
                || (problem.reason() == CloseReason.TOO_LARGE && announced == RequestJudge.UNKNOWN);
        if (guessed || expected || isLong || problem.reason() == CloseReason.BAD_FRAME) {
            answerLast(problem);
        } else {
            refusal = problem;
            state = State.SKIPPING;
            progressed();
        }
    }

    private void answer(FullHttpResponse response) {
        boolean stays = keepAlive && !stopping;
        HttpUtil.setKeepAlive(response.headers(), version, stays);
        Responses.allow(response, origin);
        if (!stays) {
            writeLast(response);
            return;
        }
        state = State.ANSWERING;
        progressed();
        channel.writeAndFlush(response).addListener(written -> {
            if (written.isSuccess() && state == State.ANSWERING) {
                state = State.IDLE;
                progressed();
                decoder.next();
            }
        });
    }

    private void answerLast(Problem problem) {
        state = State.CLOSING;
        reason = problem.reason();
        detail = problem.detail();
        publication.cancel();
        FullHttpResponse response = Responses.of(problem);
        HttpUtil.setKeepAlive(response, false);
        Responses.allow(response, origin);
        shared.connections().refuse(channel, remote, problem.status().equals(HttpResponseStatus.UNAUTHORIZED),
                () -> writeLast(response));
    }

    /** Closing with input unread would send RST, which may overtake the answer. */
    private void writeLast(FullHttpResponse response) {
        state = State.CLOSING;
        publication.leave(CloseReason.LEFT);
        decoder.next();
        channel.writeAndFlush(response).addListener(written -> {
            if (written.isSuccess()) {
                ChannelSecurity.shutdownOutput(channel);
                LoopClock.ifOpenAfter(channel, CLOSING_SECONDS, channel::close);
            } else {
                channel.close();
            }
        });
    }

    private void close(CloseReason why, String what) {
        reason = why;
        detail = what;
        channel.close();
    }

    private void progressed() {
        since = shared.clock().getAsLong();
    }

    private boolean isOver(long limit, long now) {
        return limit > 0 && now - since >= limit;
    }

    private static boolean isOnLoopback(Channel channel) {
        return channel.localAddress() instanceof InetSocketAddress local && local.getAddress().isLoopbackAddress();
    }
}
