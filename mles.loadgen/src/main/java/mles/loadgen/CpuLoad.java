package mles.loadgen;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CPU use of generator and server while the measured messages flow. Begun and ended by the sender. */
final class CpuLoad {
    /** From here on the generator may be what limits the figures. */
    private static final double LIMIT = 0.9;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Receiver> receivers;
    private final List<Thread> receiving;
    private final List<Thread> churning;
    private final @Nullable ProcessHandle server;
    private long deliveriesBefore;
    private long start;
    private long end;
    private long receiveNanos;
    private long sendNanos;
    private long churnNanos;
    private long ownNanos;
    private long serverNanos;

    /** @param server the server's process, where it is known */
    CpuLoad(List<Receiver> receivers, List<Thread> receiving, List<Thread> churning, @Nullable ProcessHandle server) {
        this.receivers = receivers;
        this.receiving = receiving;
        this.churning = churning;
        this.server = server;
    }

    /** Everything sent before has arrived; the next message counts. */
    void begin() {
        receivers.forEach(Receiver::restart);
        deliveriesBefore = deliveries();
        count(-1);
        start = Clock.now();
    }

    void end() {
        end = Clock.now();
        count(1);
    }

    /** {@return all deliveries, warm-up included} */
    long deliveries() {
        return receivers.stream().mapToLong(Receiver::deliveries).sum();
    }

    long deliveriesBefore() {
        return deliveriesBefore;
    }

    /** Adds what is known of both processes. */
    void report(Report report, long delivered) {
        if (server != null) {
            report.number("server_cpu_s", Clock.seconds(serverNanos), 2);
            report.number("server_cores", share(serverNanos), 2);
            report.number("server_cpu_us_per_delivery", delivered == 0 ? 0 : serverNanos / 1e3 / delivered, 3);
        }
        report.number("generator_cpu_s", Clock.seconds(ownNanos), 2);
        report.number("generator_cores", share(ownNanos), 2);
        double receive = share(receiveNanos) / receiving.size();
        double send = share(sendNanos);
        double churn = share(churnNanos);
        report.number("generator_receive_load", receive, 2);
        report.number("generator_send_load", send, 2);
        if (!churning.isEmpty()) {
            report.number("generator_churn_load", churn, 2);
        }
        report.flag("generator_is_limit", Math.max(churn, Math.max(receive, send)) > LIMIT);
    }

    private double share(long nanos) {
        return end > start ? (double) nanos / (end - start) : 0;
    }

    private void count(int sign) {
        receiveNanos += sign * cpu(receiving);
        churnNanos += sign * cpu(churning);
        sendNanos += sign * THREADS.getCurrentThreadCpuTime();
        ownNanos += sign * cpu(ProcessHandle.current());
        serverNanos += server == null ? 0 : sign * cpu(server);
    }

    private static long cpu(List<Thread> threads) {
        return threads.stream().mapToLong(each -> THREADS.getThreadCpuTime(each.threadId())).sum();
    }

    private static long cpu(ProcessHandle process) {
        Optional<Duration> used = process.info().totalCpuDuration();
        return used.map(Duration::toNanos).orElse(0L);
    }
}
