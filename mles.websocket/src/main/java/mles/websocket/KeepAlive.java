package mles.websocket;

import java.util.concurrent.TimeUnit;
import mles.websocket.wire.Answer;

/** Tells when a client has got no message for so long that it would count the connection as dead. */
final class KeepAlive {
    private final long pingNanos;
    private long messages;
    private long saidAt;

    /** @param pingNanos time in which something comes; 0 for no promise */
    KeepAlive(long pingNanos, long now) {
        this.pingNanos = pingNanos;
        this.saidAt = now;
    }

    Answer.Hello hello() {
        return new Answer.Hello(TimeUnit.NANOSECONDS.toMillis(pingNanos));
    }

    /** {@return whether something is to be said} Early enough that the clock may tick an eighth of the time late, twice. */
    boolean isDue(WriteScheduler out, long now) {
        if (out.messages() != messages) {
            messages = out.messages();
            saidAt = now;
        }
        return pingNanos > 0 && !out.hasAnswers() && now - saidAt >= pingNanos - pingNanos / 4;
    }
}
