package mles.server.delivery;

import mles.server.transport.Member;

/**
 * Answers to publishes of one member, which it gets when it has all that comes before them: then its newest number tells how far it is.
 * Thread: its loop.
 */
final class AnswerQueue {
    /** Answers that a member may wait for; more publishes are not read. */
    static final int MOST = 1024;
    private static final int SMALLEST = 4;
    private static final int WIDTH = 3;

    private long[] ring = new long[SMALLEST * WIDTH];
    private long first;
    private long end;
    private int asked;

    /**
     * One more is asked for.
     *
     * @return whether no more should be for a while
     */
    boolean ask() {
        asked++;
        return asked >= MOST;
    }

    /** {@return whether many more may be asked for} */
    boolean isCalm() {
        return asked <= MOST / 2;
    }

    /** Adds the answer with {@code tag} to a publish that ends at {@code position} of the log. */
    void add(long position, long tag, long number) {
        if ((end - first) * WIDTH == ring.length) {
            grow();
        }
        int at = at(end++);
        ring[at] = position;
        ring[at + 1] = tag;
        ring[at + 2] = number;
    }

    /** Gives {@code member} the next answer, if all before {@code position} is delivered and that has one. */
    boolean tell(Member member, long position) {
        if (first == end || ring[at(first)] > position) {
            return false;
        }
        int at = at(first++);
        asked--;
        member.published(ring[at + 1], ring[at + 2]);
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * ring.length];
        int half = ring.length / WIDTH;
        for (long each = first; each < end; each++) {
            System.arraycopy(ring, at(each), larger, (int) (each & (2 * half - 1)) * WIDTH, WIDTH);
        }
        ring = larger;
    }

    private int at(long each) {
        return (int) (each & (ring.length / WIDTH - 1)) * WIDTH;
    }
}
