package mles.dist.server;

import java.nio.file.Path;
import java.util.List;
import mles.dist.console.Console;
import mles.dist.options.KeyOptions;
import mles.dist.options.LogLevel;
import mles.dist.options.TlsOptions;
import mles.server.Endpoint;
import mles.server.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a server and a proxy: browser token, certificates and log level. */
final class ListenOptions {
    @Option(names = "--log-level", paramLabel = "LEVEL", description = """
            Lowest level to log on standard error: ${COMPLETION-CANDIDATES}. Default: info.""")
    private @Nullable LogLevel logLevel;
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Option(names = "--ws-token-file", paramLabel = "FILE", description = """
            File with the token that browsers send with --ws-auth token, in its first line. Default: MLES_WS_TOKEN.""")
    private @Nullable Path tokenFile;
    @Mixin
    private TlsOptions tls = new TlsOptions();

    /** {@return {@code config}, with what these options say} */
    ServerConfig.Builder fill(ServerConfig.Builder config, Console console) {
        return config.keys(keys.sharedKey(console), keys.addressKey(console))
                .browserToken(KeyOptions.secret(console, tokenFile, "MLES_WS_TOKEN")).tls(tls.identity(console))
                .tlsTrust(tls.trust().trust(console));
    }

    /** Fixes what is logged, for the whole process. */
    void chooseLogLevel(Console console) {
        LogLevel.of(logLevel, console).choose();
    }

    /** {@return the watcher of the certificate files, not started} */
    FileWatcher watch(Console console, ConfigReloader live) {
        return new FileWatcher(tls.files(console),
                () -> live.replace("tls", now -> now.toBuilder().tls(tls.identity(console)).build()));
    }

    /** Says where others can come in. */
    static void tell(Console console, List<Endpoint> endpoints) {
        endpoints.forEach(endpoint -> console.out().println("mles: listening on " + endpoint.uri()));
        console.flush();
    }
}
