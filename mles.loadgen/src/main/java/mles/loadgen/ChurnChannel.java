package mles.loadgen;

/** A channel that visitors come to, one at a time, so that each one's history is known. For the thread of the churn. */
final class ChurnChannel {
    private final int number;
    private final String channel;
    private long messages;
    private long longest;

    ChurnChannel(int number, String channel) {
        this.number = number;
        this.channel = channel;
    }

    int number() {
        return number;
    }

    String channel() {
        return channel;
    }

    /** {@return the number of messages published here; they are numbered from 0} */
    long messages() {
        return messages;
    }

    void published(long more) {
        messages += more;
    }

    /**
     * A visitor got so many messages.
     *
     * @return whether none before it got more
     */
    boolean got(long history) {
        longest = Math.max(longest, history);
        return history >= longest;
    }
}
