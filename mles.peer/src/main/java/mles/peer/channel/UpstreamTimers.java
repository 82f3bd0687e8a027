package mles.peer.channel;

import java.util.concurrent.TimeUnit;
import mles.protocol.CloseReason;
import mles.server.delivery.LoopContext;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.upstream.UpstreamHost;

/**
 * The timers of a link: publishers wait for it, as for any slow reader, but not for ever; frames that have arrived upstream are
 * let go of; a link that is not needed is closed. Thread: home loop.
 */
final class UpstreamTimers {
    private static final long TRAIL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final UpstreamLink upstream;
    private final UpstreamHost channel;
    private final LoopContext home;
    private final SlowReaderPolicy policy;
    private final long idleNanos;
    private boolean stalled;
    private boolean trailing;
    private boolean closed;
    private boolean waiting;
    private long memberlessSince;
    private long since;
    private long progressAt;
    private long unsentThen;

    UpstreamTimers(UpstreamLink upstream, UpstreamHost channel, long idleNanos) {
        this.upstream = upstream;
        this.channel = channel;
        this.home = channel.home();
        this.policy = channel.slowReaders();
        this.idleNanos = idleNanos;
    }

    /** {@return whether publishers have to wait} */
    boolean isStalled() {
        return stalled;
    }

    /** So many bytes wait to be sent. */
    void check(long unsent) {
        if (!stalled && unsent > policy.alarm()) {
            stalled = true;
            since = home.nanoTime();
            progressAt = since;
            unsentThen = unsent;
            channel.onPauseChanged();
            look();
        }
    }

    /** The connection is gone, and publishers do not wait for it. */
    void down() {
        if (stalled) {
            stalled = false;
            channel.onPauseChanged();
        }
    }

    /** Lets go of what has arrived above, now and later. */
    void trail() {
        if (upstream.trail() && !trailing) {
            trailing = true;
            home.schedule(() -> {
                trailing = false;
                if (!closed) {
                    trail();
                }
            }, TRAIL_NANOS);
        }
    }

    /** The last member has left; the link stays for a while, and longer when a member comes. */
    void memberless() {
        memberlessSince = home.nanoTime();
        restAfter(idleNanos);
    }

    void close() {
        closed = true;
        stalled = false;
    }

    /** One timer, however often members come and go. */
    private void restAfter(long nanos) {
        if (idleNanos > 0 && !waiting) {
            waiting = true;
            home.schedule(() -> {
                waiting = false;
                rest();
            }, nanos);
        }
    }

    private void rest() {
        if (closed || channel.members() > 0 || upstream.isResting()) {
            return;
        }
        long left = memberlessSince + idleNanos - home.nanoTime();
        if (left > 0) {
            restAfter(left);
        } else if (upstream.isOpen() && upstream.isIdle()) {
            upstream.rest();
        } else {
            memberless();
        }
    }

    private void look() {
        if (closed || !stalled) {
            return;
        }
        long now = home.nanoTime();
        long unsent = upstream.unsent();
        if (unsentThen - unsent >= policy.progress()) {
            unsentThen = unsent;
            progressAt = now;
        }
        if (unsent <= policy.calm()) {
            stalled = false;
            channel.onPauseChanged();
        } else if (now - progressAt >= policy.pauseNanos() || now - since >= policy.longestNanos()) {
            upstream.link().fail(CloseReason.TOO_SLOW);
        } else {
            home.schedule(this::look, policy.checkNanos());
        }
    }
}
