package mles.loadgen;

/** Is told now and then how a run is going. */
public interface Progress {
    /** Before a part of the run that may take a while. */
    void stage(String what);

    /**
     * While messages flow.
     *
     * @param share      of the time that the run takes, 0 to 1
     * @param perSecond  deliveries a second, lately
     * @param isWarmup   whether this does not count yet
     */
    void flow(double share, long perSecond, boolean isWarmup);

    /** The run is over. */
    void end();
}
