package mles.loadgen;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of a workload against a server: every subscriber checks that it gets every message of its channel once and in
 * order, and times are taken from just before the write that carries a message to the read that completes it.
 */
public final class Bench {
    private static final long SHOW_EVERY = 100 * Clock.MILLI;
    /** So long a repetition of the last message would still be seen. */
    private static final long AFTERMATH = 20 * Clock.MILLI;

    private final Workload workload;
    private final ChurnPlan churnPlan;
    private final Target target;
    private final @Nullable ProcessHandle server;
    private final Progress progress;
    private final Names names = Names.fresh();
    private volatile @Nullable Sender measuring;

    /** @param server the server's process, where it is known */
    public Bench(Workload workload, ChurnPlan churnPlan, Target target, @Nullable ProcessHandle server,
            Progress progress) {
        this.workload = workload;
        this.churnPlan = churnPlan;
        this.target = target;
        this.server = server;
        this.progress = progress;
    }

    /**
     * Runs the load.
     *
     * @return its report
     * @throws BenchException when it could not begin
     */
    public Report run() throws InterruptedException {
        long start = Clock.now();
        try (Members members = new Members(workload, target, names)) {
            members.assemble(progress);
            Churn churn = churnPlan.isOn() ? new Churn(target, churnPlan, names, workload.size()) : null;
            Thread churning = churn == null
                    ? null
                    : Thread.ofPlatform().name("bench-churn").daemon().start(churn);
            if (churn != null) {
                progress.stage("filling the churn channels");
                churn.awaitFilled();
            }
            CpuLoad load = new CpuLoad(members.receivers(), members.threads(),
                    churning == null ? List.of() : List.of(churning),
                    server);
            Sender sender = new Sender(workload, members.publishers(), members.selector(), members.window(), load,
                    members.failure());
            measuring = sender;
            long ready = Clock.now();
            if (churn != null) {
                churn.start();
            }
            Thread sending = Thread.ofPlatform().name("bench-send").daemon().start(sender);
            show(sending, load);
            if (churn != null && churning != null) {
                churn.stop();
                churning.join();
            }
            LockSupport.parkNanos(this, AFTERMATH);
            members.dismiss();
            progress.stage("joining late");
            LateJoiners late = workload.history() && !members.failure().happened() && !sender.isStopped()
                    ? LateJoiners.measure(target, names, members.layout(), members.channelOf(), workload.channels())
                    : null;
            return new Results(workload, target, members, sender, load, churn, late).report(ready - start);
        } catch (IOException e) {
            throw new BenchException("the generator could not run: " + e.getMessage());
        } finally {
            progress.end();
        }
    }

    /**
     * Ends the measuring before its time: {@link #run} returns what was found until then. From any thread.
     *
     * @return whether it will: not before the first message that counts, and not a second time
     */
    public boolean stop() {
        Sender sender = measuring;
        return sender != null && sender.stop();
    }

    private void show(Thread sending, CpuLoad load) throws InterruptedException {
        long start = Clock.now();
        long warmup = Clock.nanos(workload.warmup());
        long all = warmup + Clock.nanos(workload.seconds());
        long before = 0;
        long shownAt = start;
        while (!sending.join(Duration.ofNanos(SHOW_EVERY))) {
            long now = Clock.now();
            long deliveries = load.deliveries();
            long perSecond = (long) ((deliveries - before) / Clock.seconds(now - shownAt));
            progress.flow(Math.min(1, (double) (now - start) / all), perSecond, now - start < warmup);
            before = deliveries;
            shownAt = now;
        }
    }
}
