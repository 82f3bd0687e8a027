package mles.dist.cluster;

/**
 * A member of one channel that connects again whenever it is cut off, publishes texts of its own, each of which begins with its
 * uid and a blank, and notes what it hears. It leaves when it hears {@link #END}.
 */
abstract class CrowdMember {
    /** The last text of a channel. */
    static final String END = "end";

    final String uid;
    final String channel;
    private volatile boolean in;
    private volatile boolean done;

    CrowdMember(String uid, String channel) {
        this.uid = uid;
        this.channel = channel;
    }

    /** Connects, and lives on a thread of its own. */
    void start() {
        Thread.startVirtualThread(this::run);
    }

    /** Lives until the end. */
    abstract void run();

    /** Asks it to publish no more. */
    abstract void hush();

    /** {@return whether everything that it published is on its way, and nothing will follow} */
    abstract boolean isHushed();

    /** Compares what a member that is done heard, and was told, with the order of its channel. */
    abstract void check(Order order, Counts counts);

    /** It was heard, or has heard others. */
    final void in() {
        in = true;
    }

    final boolean isIn() {
        return in;
    }

    /** It came to the end. */
    final void done() {
        done = true;
    }

    final boolean isDone() {
        return done;
    }

    /** {@return whether {@code text} is its own} */
    final boolean isOwn(String text) {
        return text.startsWith(uid + " ");
    }

    @Override
    public String toString() {
        return uid + " on " + channel;
    }
}
