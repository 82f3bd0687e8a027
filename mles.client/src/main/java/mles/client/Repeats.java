package mles.client;

import mles.protocol.Frame;
import mles.protocol.Message;

/**
 * Tells what a replay after a reconnect brings once more, and where it leaves a gap. A message with a number that came before
 * is a repeat wherever it stands; others are repeats by their order ({@link Overlap}). Thread: the one that reads, but for
 * {@link #received}.
 */
final class Repeats {
    private final Digests digests = new Digests();
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
    Verdict own(Frame frame, Message message) {
        ownJoins += isEmpty(message) && !MessageNumbers.isNumber(frame.key()) ? 1 : 0;
        return replays == 0 ? Verdict.NEW : Verdict.REPEAT;
    }

    /** {@return the verdict on a frame from elsewhere, which carries {@code message}} */
    Verdict other(Frame frame, Message message) {
        // A mark is empty and has a number above those that are sent again behind it, so the numbers of empty ones do not count.
        if (isEmpty(message)) {
            return presence(digests.of(frame));
        }
        boolean numbered = MessageNumbers.isNumber(frame.key());
        long sender = numbered ? digests.sender(frame, message.uid()) : 0;
        boolean known = numbered && numbers.isKnown(sender, frame.key());
        Verdict verdict = content(digests.of(frame), known);
        if (numbered && verdict != Verdict.REPEAT) {
            numbers.add(sender, frame.key());
        }
        return verdict;
    }

    private static boolean isEmpty(Message message) {
        return !message.payload().hasRemaining();
    }

    private Verdict presence(long digest) {
        if (overlap.isRunning() || presences.repeats(digest)) {
            return Verdict.REPEAT;
        }
        presences.add(digest);
        return Verdict.NEW;
    }

    private Verdict content(long digest, boolean known) {
        if (known) {
            overlap.anchor(digest);
            return Verdict.REPEAT;
        }
        if (overlap.isRunning() && overlap.repeats(digest)) {
            return Verdict.REPEAT;
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
}
