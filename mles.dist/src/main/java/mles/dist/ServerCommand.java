package mles.dist;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
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
@Command(name = "server", description = "Run a server; SIGTERM or SIGINT ends it in good order.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class, footer = {
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
    @Option(names = "--log-level", paramLabel = "LEVEL", description = "What to log on standard error: ${COMPLETION-CANDIDATES}. Default: info.")
    private @Nullable LogLevel logLevel;
    @Mixin
    private ServerKeyOptions keys = new ServerKeyOptions();
    @Option(names = "--ws-token-file", paramLabel = "FILE", description = "What browsers bring along with --ws-auth token: the first line of FILE (otherwise MLES_WS_TOKEN).")
    private @Nullable Path tokenFile;
    @Option(names = "--admin-token-file", paramLabel = "FILE", description = "What operators bring along, without which --admin is for this machine only: the first line of FILE (otherwise MLES_ADMIN_TOKEN).")
    private @Nullable Path adminTokenFile;
    @Mixin
    private TlsOptions tls = new TlsOptions();
    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        ConfigFile file = ConfigFile.of(config, shell);
        Shell under = file.under(shell);
        ServerConfig.Builder settings = ServerOptions.read(spec.commandLine().getParseResult(), shell, file)
                .keys(keys.shared().sharedKey(under), keys.shared().addressKey(under))
                .browserToken(KeyOptions.secret(under, tokenFile, "MLES_WS_TOKEN"))
                .adminToken(KeyOptions.secret(under, adminTokenFile, "MLES_ADMIN_TOKEN"))
                .tls(tls.identity(under)).tlsTrust(tls.trust().trust(under))
                .keyRing(keys.ring(under));
        if (peer != null) {
            settings.parse(Settings.PEER, peer);
        }
        ServerConfig effective = settings.build();
        Memory memory = Memory.of(effective);
        memory.limitNetty();
        LogLevel.of(logLevel, under).choose();
        // Only now: the first logger of the process fixes the level.
        Logger log = LoggerFactory.getLogger(ServerCommand.class);
        AtomicReference<ServerConfig> current = new AtomicReference<>(effective);
        CountDownLatch stop = Signals.termination();
        try (MlesServer server = MlesServer.builder().config(effective).events(new LoggedEvents()).build();
                ServiceManager manager = ServiceManager.of(shell);
                FileWatch certificates = new FileWatch(tls.files(under), new Reload("tls", current,
                        now -> now.toBuilder().tls(tls.identity(under)).build(), server::reload));
                FileWatch ring = new FileWatch(keys.ringFiles(under), new Reload("keyring", current,
                        now -> now.toBuilder().keyRing(keys.ring(under)).build(), server::reload))) {
            List<Endpoint> endpoints = server.start();
            certificates.start();
            ring.start();
            log.info("transport {}, {}", server.transport(), memory);
            for (Endpoint endpoint : endpoints) {
                shell.out().println("mles: listening on " + endpoint.uri());
            }
            shell.flush();
            manager.ready(() -> server.stats().loopOverdue().compareTo(LONGEST_TURN) < 0);
            stop.await();
            manager.stopping();
        }
        return 0;
    }
}
