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
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.transport.SocketErrors;
import org.jspecify.annotations.Nullable;

/** Connection with requests for channels, one after the other. Thread: loop of the connection. */
public final class HttpConnection extends ChannelInboundHandlerAdapter implements Publication.Events {
    private final HttpContext shared;
    private final Channel channel;
    private final Visitor visitor;
    private final String kind;
    private final Owner owner;
    private final RequestDecoder decoder;
    private final RequestJudge judge;
    private final Publication publication;
    private final Answers answers;
    private State state = State.IDLE;
    private @Nullable SkippedBody skipped;
    private @Nullable EventStream stream;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private boolean expected;
    private long announced;
    private long skippedBytes;
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
    public HttpConnection(HttpContext shared, Channel channel, Visitor visitor, String kind,
            RequestDecoder decoder, Owner owner) {
        this.shared = shared;
        this.channel = channel;
        this.visitor = visitor;
        this.decoder = decoder;
        this.kind = kind;
        this.owner = owner;
        this.judge = new RequestJudge(shared, isOnLoopback(channel));
        this.publication = new Publication(shared, channel, kind, this);
        this.answers = new Answers(channel);
        this.since = shared.clock().getAsLong();
    }

    /** {@return whether a request is for channels} */
    public static boolean isFor(HttpRequest head) {
        return new Target(head.uri()).kind() != Target.Kind.OTHER;
    }

    /** Takes the head of a request. */
    public void begin(HttpRequest head) {
        if (head.decoderResult().isSuccess() && !isFor(head)) {
            publication.leave(CloseReason.LEFT);
            owner.passOn(head);
            return;
        }
        expected = HttpUtil.is100ContinueExpected(head);
        announced = RequestJudge.length(head);
        progressed();
        Verdict verdict = visitor.asks(head)
                ? judge.judge(head, visitor.client())
                : new Verdict.Refuse(RequestSyntax.bad("expected Forwarded or X-Forwarded-For, were both"));
        answers.begin(head, RequestJudge.isForeign(verdict) ? null : head.headers().get(HttpHeaderNames.ORIGIN));
        switch (verdict) {
            case Verdict.Publish publish -> {
                state = State.PUBLISHING;
                publication.begin(publish, visitor.client(), announced);
            }
            case Verdict.Read read -> stream(read.reading());
            case Verdict.Ticket wanted -> skip(SkippedBody.of(() -> Responses.ticket(
                    shared.tickets().issue(wanted.secret()),
                    TimeUnit.NANOSECONDS.toSeconds(shared.tickets().nanos()))));
            case Verdict.Describe wanted -> skip(SkippedBody.of(Description::answer));
            case Verdict.Preflight asked -> skip(SkippedBody.of(Responses::preflight));
            case Verdict.Refuse refused -> refuse(refused.problem());
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
        close(SocketErrors.reason(visitor.client(), cause), String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        publication.cancel();
        publication.leave(reason);
        owner.gone();
        visitor.closed(reason, detail);
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
        answers.stop();
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
    public void published(Outcome outcome) {
        answer(switch (outcome) {
            case Receipt receipt -> Responses.published(receipt);
            case Problem problem -> Responses.of(problem);
        });
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
        CloseReason full = visitor.settle();
        if (full != null) {
            answerLast(Problem.of(full));
            return;
        }
        state = State.CLOSING;
        EventStream next = new EventStream(shared, channel, visitor.client(), kind, reading, answers.origin(),
                owner::gone);
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
                skippedBytes += content.content().readableBytes();
                if (skipped != null && (bad || skippedBytes > SkippedBody.MOST)) {
                    answerLast(skipped.tooLong());
                } else if (skipped != null && last) {
                    answer(skipped.answer().get());
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
            shared.connections().refused(visitor.client(), CloseReason.NOT_ALLOWED);
        }
        boolean isLong = problem.reason() == CloseReason.TOO_LARGE && announced == RequestJudge.UNKNOWN;
        if (guessed || isLong || problem.reason() == CloseReason.BAD_FRAME) {
            answerLast(problem);
        } else {
            skip(SkippedBody.of(problem));
        }
    }

    /** Answers behind the body, which does not count. A client that waits for a word may send it, or not. */
    private void skip(SkippedBody body) {
        if (expected || announced > SkippedBody.MOST) {
            answerLast(body.tooLong());
        } else {
            skipped = body;
            skippedBytes = 0;
            state = State.SKIPPING;
            progressed();
        }
    }

    private void answer(FullHttpResponse response) {
        if (!answers.connectionStays()) {
            writeLast(response);
            return;
        }
        state = State.ANSWERING;
        progressed();
        answers.write(response, () -> {
            if (state == State.ANSWERING) {
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
        shared.connections().refuse(channel, visitor.client(), problem.status().equals(HttpResponseStatus.UNAUTHORIZED),
                () -> writeLast(Responses.of(problem)));
    }

    private void writeLast(FullHttpResponse response) {
        state = State.CLOSING;
        publication.leave(CloseReason.LEFT);
        decoder.next();
        answers.writeLast(response);
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
