package mles.dist.cluster;

/**
 * A member of one channel that connects again whenever it is cut off, publishes texts of its own, each of which begins with its
 * uid and a blank, and notes what it hears. It leaves when it hears {@link #END}.
 */
interface CrowdMember {
    /** The last text of a channel. */
    String END = "end";

    String uid();

    String channel();

    void start();

    /** {@return whether it was heard, or has heard others} */
    boolean isIn();

    /** Asks it to publish no more. */
    void hush();

    /** {@return whether everything that it published is on its way, and nothing will follow} */
    boolean isHushed();

    /** {@return whether it came to the end} */
    boolean isDone();

    /** Compares what a member that is done heard, and was told, with the order of its channel. */
    void check(Order order, Counts counts);

    /** {@return whether {@code text} is its own} */
    default boolean isOwn(String text) {
        return text.startsWith(uid() + " ");
    }
}
