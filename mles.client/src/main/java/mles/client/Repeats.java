package mles.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import mles.protocol.Frame;

/**
 * Tells what a replay after a reconnect brings once more, and where it leaves a gap. A message with a number that came before
 * is a repeat wherever it stands; others are repeats by their order ({@link Overlap}). Thread: the one that reads, but for
 * {@link #received}.
 */
final class Repeats {
    private final MessageDigest sha = sha();
    private final Overlap overlap = new Overlap();
    private final Presences presences = new Presences();
    private final HighestNumbers numbers = new HighestNumbers();
    private volatile long received;
    private int replays;
    private int ownJoins;
    private boolean blank;

    /** Verdict on a frame. */
    enum Verdict {
        NEW, REPEAT,
        /** New, and others may be missing before it. */
        NEW_AFTER_GAP
    }

    /** A connection after the first one begins. */
    void begin() {
        replays++;
        ownJoins = 0;
        blank = overlap.count() == 0;
        overlap.begin();
        presences.begin();
    }

    /** {@return whether the replay may still repeat what was received} */
    boolean isRunning() {
        return overlap.isRunning();
    }

    /** Nothing came for long; so the replay is over, as far as that can be told. */
    void quiet() {
        overlap.doubt();
    }

    /** {@return the number of messages with content received so far} */
    long received() {
        return received;
    }

    /** {@return whether the replay began before everything that was published after {@code count} messages were received} */
    boolean reachesBefore(long count) {
        return count == 0 ? ownJoins >= replays : overlap.reach() < count;
    }

    /** {@return the verdict on a frame of this session: a connection does not get its own frames, nor does a session} */
    Verdict own(Frame frame, boolean isEmpty) {
        ownJoins += isEmpty && !MessageNumbers.isNumber(frame.key()) ? 1 : 0;
        return replays == 0 ? Verdict.NEW : Verdict.REPEAT;
    }

    /** {@return the verdict on a frame from elsewhere} */
    Verdict other(Frame frame, boolean isEmpty) {
        boolean known = numbers.isKnown(frame);
        if (known && (isEmpty || overlap.isOver())) {
            return Verdict.REPEAT;
        }
        long digest = digest(frame);
        if (known) {
            overlap.anchor(digest);
            return Verdict.REPEAT;
        }
        boolean again = isEmpty ? overlap.isRunning() || presences.repeats(digest)
                : overlap.isRunning() && overlap.repeats(digest);
        if (again) {
            return Verdict.REPEAT;
        }
        numbers.add(frame);
        if (isEmpty) {
            presences.add(digest);
            return Verdict.NEW;
        }
        boolean gap = isGap();
        presences.clear();
        overlap.add(digest);
        received = overlap.count();
        return gap ? Verdict.NEW_AFTER_GAP : Verdict.NEW;
    }

    private boolean isGap() {
        boolean nothing = blank;
        blank = false;
        return overlap.isOver() ? nothing && ownJoins < replays : overlap.end();
    }

    private long digest(Frame frame) {
        sha.update(frame.bytes());
        return ByteBuffer.wrap(sha.digest()).getLong();
    }

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
