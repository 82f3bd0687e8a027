package mles.dist.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import mles.dist.console.Console;
import mles.dist.console.Signals;
import mles.dist.console.Termination;
import mles.server.Endpoint;
import mles.server.MlesServer;
import mles.server.Stats;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine;

/** Runs a server until it is told to stop. */
@Command(name = "server", description = """
        Run a server. SIGTERM or SIGINT stops it in good order, SIGHUP reloads its configuration.""", footer = {
        "",
        "Each setting is also an environment variable, --history-limit is MLES_HISTORY_LIMIT,",
        "and a line in the file of --config: history-limit = 500."})
public final class ServerCommand implements Callable<Integer> {
    /** A server with an event loop that does not turn is no server. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

    private final Console console;
    @Mixin
    private final ServerConfigSource input;

    public ServerCommand(Console console, ServerPlugins plugins) {
        this.console = console;
        this.input = new ServerConfigSource(console, plugins);
    }

    @Override
    public Integer call() throws InterruptedException {
        Termination stop = Signals.termination();
        ServerConfigSource.Reading first = input.read();
        ServerConfig effective = first.config();
        MemoryPlan memory = MemoryPlan.of(effective);
        memory.limitNetty();
        input.chooseLogLevel(first.environment());
        // Only now: the first logger of the process fixes the level.
        Logger log = LoggerFactory.getLogger(ServerCommand.class);
        MlesServer.Builder builder = MlesServer.builder().config(effective);
        input.layers().forEach(builder::providers);
        Stats stats;
        long lostBefore;
        try (EventLogger events = new EventLogger();
                MlesServer server = builder.events(events).build();
                SystemdNotifier manager = SystemdNotifier.of(console)) {
            List<Endpoint> endpoints = server.start();
            ConfigReloader live = new ConfigReloader(effective, server::reload);
            AtomicReference<List<FileWatcher>> watched = new AtomicReference<>(List.of());
            watch(watched, input.watch(first.environment(), live));
            Signals.onHangUp(() -> {
                AtomicReference<ServerConfigSource.Reading> next = new AtomicReference<>(first);
                if (live.replace("config", before -> {
                    next.set(input.read());
                    return next.get().config();
                })) {
                    // They may be other files by now.
                    watch(watched, input.watch(next.get().environment(), live));
                }
            });
            log.info("started: transport {}, {}", server.transport(), memory);
            stop.running();
            ListenOptions.tell(console, endpoints);
            manager.ready(() -> server.stats().loopOverdue().compareTo(LONGEST_TURN) < 0);
            stats = server.stats();
            stop.await();
            log.info("stopping: a signal asked for it, drain-time={}",
                    Settings.DRAIN_TIME.print(effective.get(Settings.DRAIN_TIME)));
            manager.stopping();
            lostBefore = stats.historyLostFrames();
        }
        return isStored(stats, lostBefore, log) ? 0 : CommandLine.ExitCode.SOFTWARE;
    }

    /** {@return whether the store has got everything that the server had when it was told to stop} */
    private static boolean isStored(Stats stats, long lostBefore, Logger log) {
        long lost = stats.historyLostFrames() - lostBefore;
        long unanswered = stats.historyLagBytes();
        if (lost > 0 || unanswered > 0) {
            log.error("store-lost: the server ended before all was stored, frames={}, bytes-unanswered={}", lost,
                    unanswered);
        }
        return lost == 0 && unanswered == 0;
    }

    private static void watch(AtomicReference<List<FileWatcher>> watched, List<FileWatcher> next) {
        watched.getAndSet(next).forEach(FileWatcher::close);
        next.forEach(FileWatcher::start);
    }
}
