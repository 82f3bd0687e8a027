package mles.dist;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import mles.server.Endpoint;
import mles.server.MlesServer;
import mles.server.ServerConfig;
import mles.server.Settings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to stop. */
@Command(name = "server", description = "Run a server; SIGTERM or SIGINT ends it in good order, SIGHUP has it read its configuration again.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class, footer = {
        "",
        "Each setting is also an environment variable, --history-limit is MLES_HISTORY_LIMIT,",
        "and a line in the file of --config: history-limit = 500."})
final class ServerCommand implements Callable<Integer> {
    /** A server with an event loop that does not turn is no server. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

    private final Shell shell;
    @Parameters(arity = "0..1", paramLabel = "PEER", description = "The server above this one; the same as --peer.")
    private @Nullable String peer;
    @Option(names = "--config", paramLabel = "FILE", description = "Settings in a properties file: history-limit = 500, and channel.PATTERN.history-limit = 1 for some channels. The command line and the environment count more.")
    private @Nullable String config;
    @Option(names = "--admin-token-file", paramLabel = "FILE", description = "What operators bring along, without which --admin is for this machine only: the first line of FILE (otherwise MLES_ADMIN_TOKEN).")
    private @Nullable Path adminTokenFile;
    @Mixin
    private DoorOptions door = new DoorOptions();
    @Mixin
    private KeyRingOption ring = new KeyRingOption();
    @Mixin
    private PluginsOption plugins = new PluginsOption();
    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Shell under = ConfigFile.of(config, shell).under(shell);
        ServerConfig effective = read();
        Memory memory = Memory.of(effective);
        memory.limitNetty();
        door.chooseLogLevel(under);
        // Only now: the first logger of the process fixes the level.
        Logger log = LoggerFactory.getLogger(ServerCommand.class);
        CountDownLatch stop = Signals.termination();
        MlesServer.Builder builder = MlesServer.builder().config(effective).events(new LoggedEvents());
        plugins.layers(under).forEach(builder::providers);
        try (MlesServer server = builder.build(); ServiceManager manager = ServiceManager.of(shell)) {
            LiveConfig live = new LiveConfig(effective, server::reload);
            List<Endpoint> endpoints = server.start();
            try (FileWatch certificates = door.watch(under, live); FileWatch keys = ring.watch(under, live)) {
                certificates.start();
                keys.start();
                Signals.onHangUp(() -> live.replace("config", before -> read()));
                log.info("transport {}, {}", server.transport(), memory);
                DoorOptions.tell(shell, endpoints);
                manager.ready(() -> server.stats().loopOverdue().compareTo(LONGEST_TURN) < 0);
                stop.await();
                manager.stopping();
            }
        }
        return 0;
    }

    /** {@return what command line, environment and files say now} */
    private ServerConfig read() {
        ConfigFile file = ConfigFile.of(config, shell);
        Shell under = file.under(shell);
        ServerConfig.Builder settings = door
                .fill(ServerOptions.read(spec.commandLine().getParseResult(), shell, file), under)
                .keyRing(ring.read(under)).adminToken(KeyOptions.secret(under, adminTokenFile, "MLES_ADMIN_TOKEN"));
        if (peer != null) {
            settings.parse(Settings.PEER, peer);
        }
        return settings.build();
    }
}
