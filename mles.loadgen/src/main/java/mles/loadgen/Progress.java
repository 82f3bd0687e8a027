package mles.loadgen;

/** Listens to the progress of a run, or not. */
public interface Progress {
    /** Before a part of the run that may take a while. */
    default void stage(String what) {
    }

    /**
     * While messages flow.
     *
     * @param share      of the time that the run takes, 0 to 1
     * @param perSecond  deliveries a second, lately
     * @param isWarmup   whether this does not count yet
     */
    default void flow(double share, long perSecond, boolean isWarmup) {
    }

    /** The run is over. */
    default void end() {
    }
}
