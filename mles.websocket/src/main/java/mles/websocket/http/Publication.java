package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import mles.protocol.CloseReason;
import mles.server.spi.Position;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import org.jspecify.annotations.Nullable;

/**
 * Publishes of one connection, one after the other. It keeps its member from one to the next of the same names. Thread: loop of the
 * connection.
 */
final class Publication implements SilentMember.Events {
    /** Joins with an id that another member turns out to have. */
    private static final int MOST_TRIES = 4;

    private final HttpContext shared;
    private final Channel channel;
    private final String kind;
    private final Events events;
    private final MessageBody body;
    private State state = State.NONE;
    private @Nullable SilentMember member;
    /** Client for which the member is in its channel. */
    private @Nullable InetSocketAddress client;
    private boolean paused;
    private boolean whole;
    private Verdict.@Nullable Publish request;
    private @Nullable MessageDigest digest;
    private Repeats.@Nullable Entry repeats;
    private int messages;
    private int tries;

    private enum State {
        /** Nothing is to be published. */
        NONE,
        /** The member joins, and the body is not decoded. */
        JOINING,
        /** The body comes. */
        BODY,
        /** The message is on its way to its place. */
        PUBLISHED,
        /** The same, and the connection is gone: a repeat of the request wants the answer. */
        LEFT_BEHIND
    }

    /** Events of a publish: one of the last two comes last. */
    interface Events {
        /** The body may come, or not for a while. */
        void hold(boolean now);

        /** The channel has accepted the sender. */
        void accepted();

        /** The messages have their places, or what a request repeats was answered like that. */
        void published(Outcome outcome);

        /**
         * It failed.
         *
         * @param isWhole whether nothing more of its body comes
         */
        void failed(Problem problem, boolean isWhole);

        /** The server stops, and nothing is to be published. */
        void stopped();
    }

    Publication(HttpContext shared, Channel channel, String kind, Events events) {
        this.shared = shared;
        this.channel = channel;
        this.kind = kind;
        this.events = events;
        this.body = new MessageBody(channel.alloc(), shared.account());
    }

    /** Begins a publish of {@code from} whose body announces {@code bytes} bytes, less than none where it does not. */
    void begin(Verdict.Publish publish, InetSocketAddress from, long bytes) {
        Names names = publish.names();
        HttpLimits limits = shared.limits();
        whole = false;
        tries = 0;
        messages = 0;
        request = publish;
        digest = publish.repeat() == null ? null : Digest.begin();
        boolean isBatch = publish.isBatch();
        if (!body.begin(names, isBatch ? Math.min(limits.frame(), limits.batchBytes()) : limits.frame(), bytes)) {
            fail(CloseReason.TOO_LARGE);
        } else if (member != null && member.names().equals(names) && from.equals(client)) {
            accept();
        } else {
            leave(CloseReason.LEFT);
            join(names, from);
        }
    }

    /** Takes a piece of the body. */
    void add(ByteBuf bytes, boolean isLast) {
        whole = isLast;
        if (state == State.BODY) {
            if (digest != null) {
                digest.update(bytes.nioBuffer());
            }
            if (!body.add(bytes)) {
                fail(CloseReason.TOO_LARGE);
            } else if (isLast) {
                publish();
            }
        }
    }

    /** Ends the publish that has begun, if there is one, without a word. */
    void cancel() {
        boolean joins = state == State.JOINING;
        state = state == State.PUBLISHED && repeats != null ? State.LEFT_BEHIND : State.NONE;
        body.clear();
        if (joins) {
            leave(CloseReason.LEFT);
        }
    }

    /** Leaves the channel, behind what is published. */
    void leave(CloseReason why) {
        if (state == State.LEFT_BEHIND) {
            return;
        }
        if (member != null) {
            member.leave(why);
            member = null;
        }
        pause(false);
    }

    /** {@return whether a piece of the body is waited for} */
    boolean isWaiting() {
        return state == State.BODY && !paused;
    }

    @Override
    public void joined(JoinAnswer answer) {
        if (state == State.JOINING) {
            accept();
        }
    }

    @Override
    public void published(Position position) {
        Receipt receipt = new Receipt(position, messages);
        settle(receipt);
        switch (state) {
            case PUBLISHED -> {
                state = State.NONE;
                events.published(receipt);
            }
            case LEFT_BEHIND -> {
                state = State.NONE;
                leave(CloseReason.LEFT);
            }
            case NONE, JOINING, BODY -> {
                // it was cancelled
            }
        }
    }

    @Override
    public void closed(CloseReason why, boolean atGate) {
        Names names = member == null ? null : member.names();
        member = null;
        InetSocketAddress from = client;
        if (atGate && from != null) {
            shared.connections().refused(from, why);
        }
        if (state == State.JOINING && why == CloseReason.DUPLICATE_CID && names != null && from != null
                && tries < MOST_TRIES) {
            join(names, from);
            return;
        }
        if (state == State.PUBLISHED || state == State.LEFT_BEHIND) {
            // It may have its place.
            settle(Problem.of(why));
        }
        if (state == State.LEFT_BEHIND) {
            state = State.NONE;
        } else if (state != State.NONE) {
            fail(why);
        } else if (why == CloseReason.SHUTDOWN) {
            events.stopped();
        }
        pause(false);
    }

    @Override
    public void reading(boolean wanted) {
        pause(!wanted);
    }

    @Override
    public long held() {
        return body.capacity();
    }

    private void join(Names names, InetSocketAddress from) {
        tries++;
        client = from;
        state = State.JOINING;
        pause(false);
        SilentMember next = new SilentMember(this, channel.eventLoop(), kind, names, JoinOptions.Role.PUBLISHER);
        member = next;
        next.join(shared.gate(), from, shared.limits().name());
    }

    private void accept() {
        state = State.BODY;
        events.accepted();
        if (whole) {
            publish();
        }
        pause(paused);
    }

    private void publish() {
        SilentMember publisher = member;
        if (publisher == null || request == null) {
            return;
        }
        if (request.repeat() != null && digest != null) {
            Repeats.Claim claim = shared.repeats().claim(request.repeat(), Digest.of(digest));
            repeats = claim.entry();
            if (claim.outcome() != null) {
                state = State.NONE;
                body.clear();
                events.published(claim.outcome());
                return;
            }
        }
        state = State.PUBLISHED;
        if (!request.isBatch()) {
            publisher.publish(body);
            return;
        }
        try {
            messages = publisher.publishAll(body, channel.alloc(), shared.limits());
        } catch (MessageLines.BadBatchException e) {
            if (repeats != null) {
                repeats.forget();
                repeats = null;
            }
            fail(e.problem());
        }
    }

    private void settle(Outcome its) {
        if (repeats != null) {
            repeats.done(its);
            repeats = null;
        }
    }

    private void fail(CloseReason why) {
        fail(Problem.of(why));
    }

    private void fail(Problem problem) {
        state = State.NONE;
        body.clear();
        events.failed(problem, whole);
    }

    private void pause(boolean now) {
        paused = now;
        events.hold(paused || state == State.JOINING);
    }
}
