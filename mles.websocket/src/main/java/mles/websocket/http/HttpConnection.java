package mles.websocket.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
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

/**
 * Connection with requests for channels, one after the other. It keeps its member from one publish to the next of the same names.
 * Thread: loop of the connection.
 */
public final class HttpConnection extends ChannelInboundHandlerAdapter implements PublishingMember.Events {
    /** Time for the other side to close, too. */
    private static final int CLOSING_SECONDS = 2;
    /** Bytes of the body of a refused request that are read, so that the connection can stay. */
    private static final int MOST_SKIPPED = 64 * 1024;
    /** Joins with an id that another member turns out to have. */
    private static final int MOST_TRIES = 4;

    private final HttpContext shared;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final String kind;
    private final Owner owner;
    private final RequestDecoder decoder;
    private final RequestJudge judge;
    private final MessageBody body;
    private State state = State.IDLE;
    private @Nullable PublishingMember member;
    private @Nullable Problem refusal;
    private CloseReason reason = CloseReason.LEFT;
    private String detail = "";
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private boolean keepAlive;
    private boolean paused;
    private boolean stopping;
    private boolean expected;
    private int tries;
    private long skipped;
    private long since;

    private enum State {
        /** Between requests. */
        IDLE,
        /** The head is there, its member joins, and the body is not decoded. */
        JOINING,
        /** The body comes. */
        BODY,
        /** The message is on its way to its place. */
        PUBLISHED,
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
        this.kind = kind;
        this.decoder = decoder;
        this.owner = owner;
        this.judge = new RequestJudge(shared, isOnLoopback(channel));
        this.body = new MessageBody(channel.alloc(), shared.account());
        this.since = shared.clock().getAsLong();
    }

    /** {@return whether a request is for channels} */
    public static boolean isFor(HttpRequest head) {
        return new Target(head.uri()).isOfChannel();
    }

    /** Takes the head of a request. */
    public void begin(HttpRequest head) {
        if (head.decoderResult().isSuccess() && !isFor(head)) {
            leave(CloseReason.LEFT);
            owner.passOn(head);
            return;
        }
        version = head.protocolVersion();
        keepAlive = HttpUtil.isKeepAlive(head);
        skipped = 0;
        tries = 0;
        progressed();
        RequestJudge.Verdict verdict = judge.judge(head);
        Names names = verdict.names();
        Problem problem = verdict.problem();
        if (problem == null && names != null
                && !body.begin(names, shared.limits().frame(), HttpUtil.getContentLength(head, 0L))) {
            problem = Problem.of(CloseReason.TOO_LARGE);
        }
        expected = HttpUtil.is100ContinueExpected(head);
        if (problem != null || names == null) {
            refuse(problem == null ? Problem.of(CloseReason.INTERNAL) : problem, head);
        } else {
            enter(names);
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
                take(content);
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
        leave(reason);
        body.clear();
        owner.gone();
        shared.connections().closed(remote, reason, detail);
    }

    /** Time has passed: it is {@code now}. */
    public void tick(long now) {
        HttpLimits limits = shared.limits();
        switch (state) {
            case IDLE -> {
                if (decoder.hasBegun() && isOver(limits.requestNanos(), now)) {
                    answerLast(Problem.of(CloseReason.FIRST_FRAME_TIMEOUT));
                } else if (!decoder.hasBegun() && isOver(limits.timeoutNanos(), now)) {
                    close(CloseReason.LEFT, "");
                }
            }
            case BODY, SKIPPING -> {
                if (paused) {
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
            case JOINING, PUBLISHED, CLOSING -> {
                // the channel answers, or the other side is given its time
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
    public void joined() {
        if (state == State.JOINING) {
            begunBody();
        }
    }

    @Override
    public void published(Position position) {
        if (state == State.PUBLISHED) {
            answer(Responses.published(position));
        }
    }

    @Override
    public void closed(CloseReason why, boolean atGate) {
        Names names = member == null ? null : member.names();
        member = null;
        paused = false;
        if (atGate) {
            shared.connections().refused(remote, why);
        }
        switch (state) {
            case JOINING -> {
                if (why == CloseReason.DUPLICATE_CID && names != null && tries < MOST_TRIES) {
                    join(names);
                } else {
                    skip(Problem.of(why));
                }
            }
            case BODY -> skip(Problem.of(why));
            case PUBLISHED -> answer(Responses.of(Problem.of(why)));
            case IDLE -> {
                if (why == CloseReason.SHUTDOWN) {
                    close(why, "");
                }
            }
            case SKIPPING, ANSWERING, CLOSING -> {
                // of the next request another one joins
            }
        }
    }

    @Override
    public void reading(boolean wanted) {
        paused = !wanted;
        holdOrNot();
    }

    @Override
    public long held() {
        return body.capacity();
    }

    private void enter(Names names) {
        if (member != null && member.names().equals(names)) {
            begunBody();
            return;
        }
        leave(CloseReason.LEFT);
        join(names);
    }

    private void join(Names names) {
        tries++;
        state = State.JOINING;
        holdOrNot();
        PublishingMember next = new PublishingMember(this, channel.eventLoop(), kind, names,
                shared.gate().key(remote, names.uid(), names.channel()));
        member = next;
        next.join(shared.gate(), remote, shared.limits().name());
    }

    private void leave(CloseReason why) {
        if (member != null) {
            member.leave(why);
            member = null;
            paused = false;
        }
    }

    private void begunBody() {
        state = State.BODY;
        if (expected) {
            channel.writeAndFlush(Responses.goOn());
        }
        progressed();
        holdOrNot();
    }

    private void holdOrNot() {
        decoder.hold(state == State.JOINING || paused);
    }

    private void take(HttpContent content) {
        boolean bad = content.decoderResult().isFailure();
        boolean last = content instanceof LastHttpContent;
        if (state == State.CLOSING && last) {
            decoder.next();
            return;
        }
        if (state == State.BODY) {
            if (bad) {
                answerLast(Problem.of(CloseReason.BAD_FRAME));
            } else if (!body.add(content.content())) {
                answerLast(Problem.of(CloseReason.TOO_LARGE));
            } else if (last && member != null) {
                state = State.PUBLISHED;
                member.publish(body);
            }
        } else if (state == State.SKIPPING) {
            skipped += content.content().readableBytes();
            Problem problem = refusal;
            if (problem == null || !last && !bad && skipped <= MOST_SKIPPED) {
                return;
            }
            if (last && !bad) {
                answer(Responses.of(problem));
            } else {
                answerLast(problem);
            }
        }
    }

    private void refuse(Problem problem, HttpRequest head) {
        boolean guessed = problem.status().equals(HttpResponseStatus.UNAUTHORIZED);
        if (guessed || problem.status().equals(HttpResponseStatus.FORBIDDEN)) {
            shared.connections().refused(remote, CloseReason.NOT_ALLOWED);
        }
        boolean mayStay = head.decoderResult().isSuccess() && !guessed && !expected
                && HttpUtil.getContentLength(head, 0L) <= MOST_SKIPPED
                && problem.reason() != CloseReason.BAD_FRAME;
        if (mayStay) {
            skip(problem);
        } else {
            answerLast(problem);
        }
    }

    /** The answer to a request whose body comes still. */
    private void skip(Problem problem) {
        body.clear();
        if (expected) {
            answerLast(problem);
            return;
        }
        refusal = problem;
        state = State.SKIPPING;
        progressed();
        holdOrNot();
    }

    private void answer(FullHttpResponse response) {
        boolean stays = keepAlive && !stopping;
        HttpUtil.setKeepAlive(response.headers(), version, stays);
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
        reason = problem.reason();
        detail = problem.detail();
        FullHttpResponse response = Responses.of(problem);
        HttpUtil.setKeepAlive(response, false);
        shared.connections().refuse(channel, remote, problem.status().equals(HttpResponseStatus.UNAUTHORIZED),
                () -> writeLast(response));
        state = State.CLOSING;
        body.clear();
        leave(CloseReason.LEFT);
    }

    /** Closing with input unread would send RST, which may overtake the answer. */
    private void writeLast(FullHttpResponse response) {
        state = State.CLOSING;
        leave(CloseReason.LEFT);
        holdOrNot();
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
