package mles.loadgen;

/**
 * Joins and leaves beside a workload.
 *
 * @param perSecond joins a second, 0 for none
 * @param channels  channels that they are spread over
 * @param history   messages put into each of those channels first
 */
public record ChurnPlan(int perSecond, int channels, int history) {
    private static final int MOST_PER_SECOND = 1_000_000;
    private static final int MOST_HISTORY = 100_000;

    /** @throws IllegalArgumentException when a figure is out of its range, with both */
    public ChurnPlan {
        Workload.within("churn", perSecond, 0, MOST_PER_SECOND);
        Workload.within("churn-channels", channels, 1, Stamp.MAX_PUBLISHER + 1);
        Workload.within("churn-history", history, 0, MOST_HISTORY);
    }

    boolean isOn() {
        return perSecond > 0;
    }
}
