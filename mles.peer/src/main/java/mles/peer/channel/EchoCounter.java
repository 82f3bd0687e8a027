package mles.peer.channel;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Counts the frames of a link that a member had brought just before. A few different frames of that kind are no accident; one
 * and the same may be, since two members may say the same at the same times. Thread: home loop.
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
     * Counts one more. Several servers of a ring may see echoes; each waits for a time of its own, so that as a rule the first
     * one is the only one.
     *
     * @return whether there is a ring, and it is on this server to open it; counting begins anew then
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
        boolean isRing = different == ENOUGH && now - verdictAt >= 0;
        different = isRing ? 0 : different;
        return isRing;
    }

    private boolean isForgotten(long now) {
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
