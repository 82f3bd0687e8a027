package mles.dist.server;

import java.nio.file.Path;
import java.util.List;
import mles.dist.console.Console;
import mles.dist.options.KeyOptions;
import mles.dist.plugins.PluginsOption;
import mles.server.MlesServer;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All that a server is told: by the command line, the environment, and files. */
final class ServerConfigSource {
    private final Console console;
    @Parameters(arity = "0..1", paramLabel = "PEER", description = "Upstream server, the same as --peer.")
    private @Nullable String peer;
    @Option(names = "--config", paramLabel = "FILE", description = """
            Properties file with settings: history-limit = 500, and channel.PATTERN.history-limit = 1 for some \
            channels. The command line and the environment override it.""")
    private @Nullable String config;
    @Option(names = "--admin-token-file", paramLabel = "FILE", description = """
            File with the token for --admin, in its first line. Default: MLES_ADMIN_TOKEN. Without a token, --admin \
            accepts loopback addresses only.""")
    private @Nullable Path adminTokenFile;
    @Mixin
    private ListenOptions door = new ListenOptions();
    @Mixin
    private KeyRingOption ring = new KeyRingOption();
    /** For the command line only: the folder is known before that is read. */
    @SuppressWarnings("UnusedVariable")
    @Mixin
    private PluginsOption folder = new PluginsOption();
    private final ServerPlugins plugins;
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * One reading of all sources, each file read once.
     *
     * @param environment the environment variables, completed by the settings file; for the methods below
     */
    record Reading(ServerConfig config, Console environment) {
    }

    ServerConfigSource(Console console, ServerPlugins plugins) {
        this.console = console;
        this.plugins = plugins;
    }

    /**
     * {@return the configuration that all sources give now}
     *
     * @throws ConfigException when a source is missing or wrong
     */
    Reading read() {
        ConfigFile file = plugins.config(config);
        Console under = file.under(console);
        ServerConfig.Builder settings = door
                .fill(SettingOptions.read(spec.commandLine().getParseResult(), console, plugins.settings(), file),
                        under)
                .keyRing(ring.read(under)).adminToken(KeyOptions.secret(under, adminTokenFile, "MLES_ADMIN_TOKEN"));
        if (peer != null) {
            settings.parse(Settings.PEER, peer);
        }
        return new Reading(settings.build(), under);
    }

    /** Fixes what is logged, for the whole process. */
    void chooseLogLevel(Console under) {
        door.chooseLogLevel(under);
    }

    /** Refuses what a start would refuse. @throws ConfigException when there is such a thing */
    void check(Reading read) {
        door.chooseLogLevel(read.environment());
        MemoryPlan.of(read.config());
        MlesServer.Builder server = MlesServer.builder().config(read.config());
        layers().forEach(server::providers);
        server.build().check();
    }

    /** {@return the layers of the plugins} */
    List<ModuleLayer> layers() {
        return plugins.layers();
    }

    /** {@return the settings that there are} */
    List<Setting<?>> settings() {
        return plugins.settings();
    }

    /** {@return the watchers of the files that are read again on a change, not started} */
    List<FileWatcher> watch(Console under, ConfigReloader live) {
        return List.of(door.watch(under, live), ring.watch(under, live));
    }
}
