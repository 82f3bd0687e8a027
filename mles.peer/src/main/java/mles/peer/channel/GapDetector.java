package mles.peer.channel;

/**
 * Whether what the upstream server tells reaches back to what the channel knew before. A connection may be lost before it has
 * told enough; then the next one goes on with the question. But what the channel knew has gone up with the lost one, and may
 * have come in above as something new: to hear of it proves nothing then, unless the same message is still the oldest one.
 * An upstream server that had forgotten for want of room would have dropped that one in exchange. For the home loop.
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
