package mles.dist.server;

import java.util.List;
import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.dist.console.Signals;
import mles.dist.console.Termination;
import mles.server.Endpoint;
import mles.server.MlesProxy;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets browsers in to a server that is somewhere else. */
@Command(name = "proxy", description = "Let browsers in to any Mles server.", footer = {
        "", "The keys are those of the server.",
        "Each setting is also an environment variable: --ws-ping is MLES_WS_PING."})
public final class ProxyCommand implements Callable<Integer> {
    private final Console console;
    private final List<Setting<?>> settings;
    @Option(names = {"-s",
            "--server"}, paramLabel = "SERVER", defaultValue = "localhost", description = """
                    Server behind the proxy: host, host:port, tcp://HOST:PORT or tls://HOST:PORT. Default: ${DEFAULT-VALUE}.""")
    private String server = "localhost";
    @Mixin
    private ListenOptions door = new ListenOptions();
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public ProxyCommand(Console console, List<Setting<?>> settings) {
        this.console = console;
        this.settings = settings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Termination stop = Signals.termination();
        ServerConfig config = door.fill(
                SettingOptions.read(spec.commandLine().getParseResult(), console, settings), console)
                .build();
        door.chooseLogLevel(console);
        try (EventLogger events = new EventLogger();
                MlesProxy proxy = new MlesProxy(config, server, events);
                FileWatcher certificates = door.watch(console, new ConfigReloader(config, proxy::reload))) {
            List<Endpoint> endpoints = proxy.start();
            stop.running();
            ListenOptions.tell(console, endpoints);
            certificates.start();
            stop.await();
            LoggerFactory.getLogger(ProxyCommand.class).info("stopping: a signal asked for it");
        }
        return 0;
    }
}
