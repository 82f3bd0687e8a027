package mles.dist;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mles.server.Endpoint;
import mles.server.MlesProxy;
import mles.server.ServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets browsers in to a server that is somewhere else. */
@Command(name = "proxy", description = "Let browsers in to any Mles server; without --listen on ws://[::]:8076.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class, footer = {
        "", "The keys are those that the server wants to see.",
        "Each setting is also an environment variable: --ws-ping is MLES_WS_PING."})
final class ProxyCommand implements Callable<Integer> {
    private final Shell shell;
    @Option(names = {"-s",
            "--server"}, paramLabel = "SERVER", defaultValue = "localhost", description = "The server behind it: host, host:port, tcp://HOST:PORT or tls://HOST:PORT. Default: ${DEFAULT-VALUE}.")
    private String server = "localhost";
    @Option(names = "--log-level", paramLabel = "LEVEL", description = "What to log on standard error: ${COMPLETION-CANDIDATES}. Default: info.")
    private @Nullable LogLevel logLevel;
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Option(names = "--ws-token-file", paramLabel = "FILE", description = "What browsers bring along with --ws-auth token: the first line of FILE (otherwise MLES_WS_TOKEN).")
    private @Nullable Path tokenFile;
    @Mixin
    private TlsOptions tls = new TlsOptions();
    @Spec
    private CommandSpec spec = CommandSpec.create();

    ProxyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig config = ServerOptions.read(spec.commandLine().getParseResult(), shell, ServerOptions.OF_PROXY)
                .keys(keys.sharedKey(shell), keys.addressKey(shell))
                .browserToken(KeyOptions.secret(shell, tokenFile, "MLES_WS_TOKEN"))
                .tls(tls.identity(shell)).tlsTrust(tls.trust().trust(shell)).build();
        LogLevel.of(logLevel, shell).choose();
        CountDownLatch stop = Signals.termination();
        try (MlesProxy proxy = new MlesProxy(config, server);
                FileWatch certificates = new FileWatch(tls.files(shell),
                        new Reload("tls", new AtomicReference<>(config),
                                now -> now.toBuilder().tls(tls.identity(shell)).build(), proxy::reload))) {
            for (Endpoint endpoint : proxy.start()) {
                shell.out().println("mles: listening on " + endpoint.uri());
            }
            certificates.start();
            shell.flush();
            stop.await();
        }
        return 0;
    }
}
