package mles.dist.bench;

import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.dist.console.ProgressBar;
import mles.dist.console.Signals;
import mles.dist.options.KeyOptions;
import mles.loadgen.Bench;
import mles.loadgen.ChurnPlan;
import mles.loadgen.Report;
import mles.loadgen.Target;
import mles.loadgen.TargetAddress;
import mles.loadgen.Workload;
import mles.protocol.Credentials;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a server, and checks it at the same time. */
@Command(name = "bench", description = """
        Measure a server: fan-out, latency, joins; every delivery is checked.""", footer = {
        "", "Exit codes: 0 every delivery was right; 1 a message was lost, repeated, out of order or foreign, or the"
                + " server refused; 2 usage; 130 Ctrl-C, with the figures until then."})
public final class BenchCommand implements Callable<Integer> {
    /** Exit code of a process that SIGINT ended. */
    private static final int INTERRUPTED = 130;
    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

    private final Console console;
    @Spec
    private CommandSpec spec = CommandSpec.create();
    @Option(names = {"-s",
            "--server"}, paramLabel = "SERVER", defaultValue = "localhost", description = """
                    Server to measure: host, host:port, tcp://…, [::1]:8077, or ws://… for members by WebSocket. Default: \
                    ${DEFAULT-VALUE}.""")
    private TargetAddress server = TargetAddress.parse("localhost");
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Option(names = "--subs", paramLabel = "N", defaultValue = "100", description = "Subscribers." + DEFAULT)
    private int subs;
    @Option(names = "--pubs", paramLabel = "N", description = "Publishers. Default: one per channel.")
    private @Nullable Integer pubs;
    @Option(names = "--channels", paramLabel = "N", defaultValue = "1", description = """
            Channels; members are spread over them in turn. Default: ${DEFAULT-VALUE}.""")
    private int channels;
    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "64", description = "Bytes of a message, 16 or more."
            + DEFAULT)
    private int size;
    @Option(names = "--window", paramLabel = "N", defaultValue = "0", description = """
            Messages under way to their slowest subscriber, over all publishers. Default: 256, less above 16 KiB.""")
    private long window;
    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = """
            Messages a second over all publishers, by schedule. Default: as fast as the window allows.""")
    private double rate;
    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "Seconds to measure." + DEFAULT)
    private double seconds;
    @Option(names = "--warmup", paramLabel = "S", defaultValue = "1", description = """
            Seconds of publishing before the measurement. Default: ${DEFAULT-VALUE}.""")
    private double warmup;
    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Receiving threads." + DEFAULT)
    private int threads;
    @Option(names = "--churn", paramLabel = "N", defaultValue = "0", description = """
            Joins and leaves a second beside the load; each joiner checks its history.""")
    private int churn;
    @Option(names = "--churn-channels", paramLabel = "N", defaultValue = "100", description = "Channels for --churn."
            + DEFAULT)
    private int churnChannels;
    @Option(names = "--churn-history", paramLabel = "N", defaultValue = "100", description = """
            Messages put into each of these channels first. Default: ${DEFAULT-VALUE}.""")
    private int churnHistory;
    @Option(names = "--stall", paramLabel = "N", defaultValue = "0", description = "Further members, which read nothing.")
    private int stall;
    @Option(names = "--history", description = "Join each channel once more at the end, and check the history.")
    private boolean history;
    @Option(names = "--server-pid", paramLabel = "PID", description = "Report the CPU time of this process, too.")
    private @Nullable Long serverPid;
    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = """
            Report as text (a line for each figure) or json (one line). Default: ${DEFAULT-VALUE}.""")
    private BenchFormat format = BenchFormat.TEXT;
    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    public BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Workload workload;
        ChurnPlan churnPlan;
        try {
            workload = new Workload(pubs == null ? channels : pubs, subs, channels, size, window, rate, seconds, warmup,
                    threads, stall, history);
            churnPlan = new ChurnPlan(churn, churnChannels, churnHistory);
            server.check(workload, churnPlan);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
        ProcessHandle process = serverPid == null ? null : process(serverPid);
        Credentials credentials = Credentials.of(keys.sharedKey(console), keys.addressKey(console));
        Target target = Target.find(server, credentials);
        Bench bench = new Bench(workload, churnPlan, target, process, new ProgressBar(console));
        Signals.onInterrupt(() -> {
            if (!bench.stop()) {
                System.exit(INTERRUPTED);
            }
        });
        Report report = bench.run();
        (json ? BenchFormat.JSON : format).print(report, console.out());
        console.flush();
        if (report.problem() != null) {
            console.err().println("mles bench: " + report.problem());
        }
        if (report.isPartial()) {
            console.err().println("mles bench: interrupted: the figures are partial");
            return INTERRUPTED;
        }
        return report.isOk() ? 0 : 1;
    }

    private ProcessHandle process(long pid) {
        return ProcessHandle.of(pid)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "there is no process " + pid));
    }
}
