package mles.peer.channel;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Counts the frames of one connection that another one had brought just before. A few different frames of that kind are no
 * accident; one and the same may be, since two members may say the same at the same times. For the home loop.
 */
final class EchoCounter {
    /** This many different frames. */
    static final int ENOUGH = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long[] digests = new long[ENOUGH];
    private int different;
    private long last;
    private long verdictAt;

    /**
     * There is one more. Both ends of the link at which frames meet see echoes; each waits for a time of its own, so
     * that as a rule the first one is the only one.
     *
     * @return whether there is a ring, and it is on this server to open it here
     */
    boolean add(long digest, long now) {
        if (different == 0 || isForgotten(now)) {
            different = 0;
            verdictAt = now + ThreadLocalRandom.current().nextLong(PATIENCE_NANOS);
        }
        last = now;
        if (different < ENOUGH && isNew(digest)) {
            digests[different++] = digest;
        }
        return different == ENOUGH && now - verdictAt >= 0;
    }

    /** {@return whether the last echo was so long ago that the next one begins anew} */
    boolean isForgotten(long now) {
        return now - last > RecentFrames.MEMORY_NANOS;
    }

    private boolean isNew(long digest) {
        for (int i = 0; i < different; i++) {
            if (digests[i] == digest) {
                return false;
            }
        }
        return true;
    }
}
