package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
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
    private final InetSocketAddress remote;
    private final String kind;
    private final Outcome outcome;
    private final MessageBody body;
    private State state = State.NONE;
    private @Nullable SilentMember member;
    private boolean paused;
    private boolean whole;
    private int tries;

    private enum State {
        /** Nothing is to be published. */
        NONE,
        /** The member joins, and the body is not decoded. */
        JOINING,
        /** The body comes. */
        BODY,
        /** The message is on its way to its place. */
        PUBLISHED
    }

    /** Outcome of a publish: one of the last two comes last. */
    interface Outcome {
        /** The body may come, or not for a while. */
        void hold(boolean now);

        /** The channel has accepted the sender. */
        void accepted();

        /** The message has its place. */
        void published(Position position);

        /**
         * It failed.
         *
         * @param isWhole whether nothing more of its body comes
         */
        void failed(Problem problem, boolean isWhole);

        /** The server stops, and nothing is to be published. */
        void stopped();
    }

    Publication(HttpContext shared, Channel channel, InetSocketAddress remote, String kind, Outcome outcome) {
        this.shared = shared;
        this.channel = channel;
        this.remote = remote;
        this.kind = kind;
        this.outcome = outcome;
        this.body = new MessageBody(channel.alloc(), shared.account());
    }

    /** Begins a publish whose body announces {@code bytes} bytes, less than none where it does not. */
    void begin(Names names, long bytes) {
        whole = false;
        tries = 0;
        if (!body.begin(names, shared.limits().frame(), bytes)) {
            fail(CloseReason.TOO_LARGE);
        } else if (member != null && member.names().equals(names)) {
            accept();
        } else {
            leave(CloseReason.LEFT);
            join(names);
        }
    }

    /** Takes a piece of the body. */
    void add(ByteBuf bytes, boolean isLast) {
        whole = isLast;
        if (state == State.BODY) {
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
        state = State.NONE;
        body.clear();
        if (joins) {
            leave(CloseReason.LEFT);
        }
    }

    /** Leaves the channel, behind what is published. */
    void leave(CloseReason why) {
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
        if (state == State.PUBLISHED) {
            state = State.NONE;
            outcome.published(position);
        }
    }

    @Override
    public void closed(CloseReason why, boolean atGate) {
        Names names = member == null ? null : member.names();
        member = null;
        if (atGate) {
            shared.connections().refused(remote, why);
        }
        if (state == State.JOINING && why == CloseReason.DUPLICATE_CID && names != null && tries < MOST_TRIES) {
            join(names);
            return;
        }
        if (state != State.NONE) {
            fail(why);
        } else if (why == CloseReason.SHUTDOWN) {
            outcome.stopped();
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

    private void join(Names names) {
        tries++;
        state = State.JOINING;
        pause(false);
        SilentMember next = new SilentMember(this, channel.eventLoop(), kind, names,
                shared.gate().key(remote, names.uid(), names.channel()), JoinOptions.Role.PUBLISHER);
        member = next;
        next.join(shared.gate(), remote, shared.limits().name());
    }

    private void accept() {
        state = State.BODY;
        outcome.accepted();
        if (whole) {
            publish();
        }
        pause(paused);
    }

    private void publish() {
        if (member != null) {
            state = State.PUBLISHED;
            member.publish(body);
        }
    }

    private void fail(CloseReason why) {
        state = State.NONE;
        body.clear();
        outcome.failed(Problem.of(why), whole);
    }

    private void pause(boolean now) {
        paused = now;
        outcome.hold(paused || state == State.JOINING);
    }
}
