package mles.dist.cluster;

/**
 * Sizes of a run: short ones for each build, and with {@code -Dmles.cluster.long=true} those of a proof. Each of them can be set
 * by itself; {@code -Dmles.cluster.seed} repeats the choice of the victims.
 */
final class ClusterRun {
    static final int SERVERS = 3;
    static final long SEED = Long.getLong("mles.cluster.seed", System.nanoTime());
    /** Seconds of load with kills. */
    static final int SECONDS = size("seconds", 18, 600);
    static final int CHANNELS = size("channels", 4, 20);
    /** Members of each channel, of three kinds. */
    static final int MEMBERS = size("members", 18, 30);
    /** Seconds between two kills. */
    static final int BETWEEN_KILLS = size("between", 6, 10);
    /** Seconds without an engine. */
    static final int AWAY = size("away", 10, 60);
    /** Seconds in which one host is alone; in long runs only. */
    static final int SPLIT = size("split", 30, 30);
    /** Seconds between two restarts, and before the first one. */
    static final int BETWEEN_RESTARTS = size("restart", 1, 30);

    /** Name of the property that makes runs long. */
    static final String LONG = "mles.cluster.long";

    private ClusterRun() {
    }

    private static int size(String name, int ofBuild, int ofProof) {
        return Integer.getInteger("mles.cluster." + name, Boolean.getBoolean(LONG) ? ofProof : ofBuild);
    }
}
