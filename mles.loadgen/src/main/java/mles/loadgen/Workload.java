package mles.loadgen;

import mles.protocol.Header;

/**
 * Load to put on a server. Publisher and subscriber number {@code i} are on channel {@code i mod channels}.
 *
 * @param pubs     publisher connections, at least one per channel
 * @param subs     subscriber connections, at least one per channel
 * @param channels channels
 * @param size     bytes of a message
 * @param window   messages under way to their slowest subscriber, over all publishers; 0 to follow the size
 * @param rate     messages a second over all publishers on a fixed schedule; 0 for as fast as the window allows
 * @param seconds  seconds to publish and measure
 * @param warmup   seconds to publish before that, not measured
 * @param threads  receiving threads
 * @param stalled  members beside the subscribers that read nothing
 * @param history  whether to join each channel once more at the end
 */
public record Workload(int pubs, int subs, int channels, int size, long window, double rate, double seconds,
        double warmup, int threads, int stalled, boolean history) {
    private static final int MOST_PUBS = Stamp.MAX_PUBLISHER + 1;
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_THREADS = 256;
    private static final int MOST_SECONDS = 1_000_000;
    /** Room for the names around the message in the largest frame. */
    private static final int MOST_SIZE = Header.MAX_PAYLOAD - 256;
    private static final int MOST_WINDOW = 10_000_000;
    private static final int MOST_RATE = 100_000_000;
    private static final int USUAL_WINDOW = 256;
    private static final int LEAST_USUAL_WINDOW = 8;
    private static final int USUAL_WINDOW_BYTES = 4 << 20;

    /** @throws IllegalArgumentException when a figure is out of its range, with both */
    public Workload {
        within("pubs", pubs, 1, MOST_PUBS);
        within("subs", subs, 1, MOST_CONNECTIONS);
        within("channels", channels, 1, MOST_CONNECTIONS);
        within("size", size, Stamp.SIZE, MOST_SIZE);
        within("window", (double) window, 0, MOST_WINDOW);
        within("rate", rate, 0, MOST_RATE);
        within("seconds", seconds, 0.001, MOST_SECONDS);
        within("warmup", warmup, 0, MOST_SECONDS);
        within("threads", threads, 1, MOST_THREADS);
        within("stall", stalled, 0, MOST_CONNECTIONS);
        if (pubs < channels || subs < channels) {
            throw new IllegalArgumentException("every channel needs a publisher and a subscriber: " + channels
                    + " channels, " + pubs + " publishers, " + subs + " subscribers");
        }
        if (window == 0) {
            window = Math.clamp(USUAL_WINDOW_BYTES / size, LEAST_USUAL_WINDOW, USUAL_WINDOW);
        }
    }

    int windowPerPublisher() {
        return (int) Math.max(1, window / pubs);
    }

    static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    name + " is " + plain(least) + " to " + plain(most) + ", this is " + plain(value));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
