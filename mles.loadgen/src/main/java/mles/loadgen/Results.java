package mles.loadgen;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Results of all parts of a run, brought together after it. */
final class Results {
    private final Workload workload;
    private final Target target;
    private final Members members;
    private final Sender sender;
    private final CpuLoad load;
    private final @Nullable Churn churn;
    private final @Nullable LateJoiners late;

    Results(Workload workload, Target target, Members members, Sender sender, CpuLoad load, @Nullable Churn churn,
            @Nullable LateJoiners late) {
        this.workload = workload;
        this.target = target;
        this.members = members;
        this.sender = sender;
        this.load = load;
        this.churn = churn;
        this.late = late;
    }

    Report report(long setup) {
        members.publishers().forEach(publisher -> members.receivers()
                .forEach(receiver -> receiver.checker().end(publisher.index(), publisher.sent())));
        long sent = sender.firstSend() == 0 ? 0 : sum(Publisher::sentInPhase);
        long expected = sender.firstSend() == 0
                ? 0
                : sum(each -> each.sentInPhase() * members.subscribersOf(members.channelOf()[each.index()]));
        long delivered = load.deliveries() - load.deliveriesBefore();
        boolean isOk = sent > 0 && !sender.isStalled() && !members.failure().happened()
                && members.receivers().stream().allMatch(receiver -> receiver.checker().isClean())
                && (churn == null || churn.isOk()) && (late == null || late.isOk());
        Report report = new Report();
        report.problem(problem());
        workload(report);
        report.verdict(isOk);
        report.partial(sender.isStopped());
        report.count("sent", sent);
        report.count("expected", expected);
        report.count("delivered", delivered);
        report.count("lost", found(Checker::lost));
        report.count("duplicated", found(Checker::duplicated));
        report.count("reordered", found(Checker::reordered));
        report.count("foreign", found(Checker::foreigners));
        report.count("disconnected", members.failure().connections());
        report.flag("stalled", sender.isStalled());
        report.number("setup_s", Clock.seconds(setup), 3);
        speed(report, sent, delivered);
        load.report(report, delivered);
        if (sender.discarded() > 0) {
            report.count("publisher_received_bytes", sender.discarded());
        }
        if (churn != null) {
            churn.report(report);
        }
        if (late != null) {
            late.report(report);
        }
        return report;
    }

    private @Nullable String problem() {
        String problem = members.failure().reason();
        if (problem == null && sender.isStalled()) {
            return "nothing arrived any more although messages were under way";
        }
        return problem == null && churn != null ? churn.problem() : problem;
    }

    private void workload(Report report) {
        report.word("mode", "throughput");
        report.word("proto", target.codec().word());
        report.word("server", target.server().toString());
        report.count("subs", workload.subs());
        report.count("pubs", workload.pubs());
        report.count("channels", workload.channels());
        report.count("size", workload.size());
        report.count("window", workload.window());
        report.number("rate", workload.rate(), 0);
        report.count("threads", workload.threads());
        report.count("stalled_readers", workload.stalled());
    }

    private void speed(Report report, long sent, long delivered) {
        long last = members.receivers().stream().mapToLong(Receiver::lastDelivery).max().orElse(0);
        double seconds = sent > 0 && last > sender.firstSend() ? Clock.seconds(last - sender.firstSend()) : 0;
        double perSecond = seconds > 0 ? delivered / seconds : 0;
        report.number("seconds", seconds, 4);
        report.number("deliveries_per_s", perSecond, 0);
        report.number("mb_per_s", perSecond * workload.size() / 1e6, 1);
        report.number("publishes_per_s", seconds > 0 ? sent / seconds : 0, 0);
        Histogram latency = new Histogram();
        members.receivers().forEach(receiver -> latency.add(receiver.latency()));
        report.micros("", latency);
        if (workload.rate() > 0) {
            report.number("generator_late_p50_us", sender.lateness().quantile(0.5) / 1e3, 1);
            report.number("generator_late_p99_us", sender.lateness().quantile(0.99) / 1e3, 1);
            report.number("generator_late_max_us", sender.lateness().max() / 1e3, 1);
        }
    }

    private long sum(ToLongFunction<Publisher> figure) {
        return members.publishers().stream().mapToLong(figure).sum();
    }

    private long found(ToLongFunction<Checker> figure) {
        return members.receivers().stream().map(Receiver::checker).mapToLong(figure).sum();
    }
}
