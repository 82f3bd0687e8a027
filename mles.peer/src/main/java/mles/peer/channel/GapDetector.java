package mles.peer.channel;

/**
 * Detects a gap: checks whether the replay of the upstream server overlaps the history that the channel had before. A connection
 * may be lost before it has told enough; then the next one goes on with the question. But the history here has gone up with
 * the lost connection, and may have become new history there: an overlap proves nothing then, unless the same message is still
 * the oldest one. An upstream server that had forgotten for want of room would have dropped that one in exchange. Thread: home
 * loop.
 */
final class GapDetector {
    private final DigestMultiset before;
    private long oldest;
    private boolean told;
    private boolean toldNow;
    private boolean reached;
    private boolean moved;

    /** @param before what the channel knew */
    GapDetector(DigestMultiset before) {
        this.before = before;
    }

    /** There is a connection, on which it is told again. */
    void begin() {
        toldNow = false;
    }

    /** The upstream server has told this message. */
    void told(long digest) {
        if (!toldNow) {
            moved |= told && digest != oldest;
            oldest = digest;
            told = true;
            toldNow = true;
        }
        reached |= before.contains(digest);
    }

    /**
     * {@return whether there is nothing more to ask}
     *
     * @param over whether this connection has told what it had to tell
     */
    boolean isSettled(boolean over) {
        return reached || moved || (over && (toldNow || !told));
    }

    /** {@return whether something may be missing} Once it is settled. */
    boolean showsGap() {
        return told && (moved || !reached);
    }
}
