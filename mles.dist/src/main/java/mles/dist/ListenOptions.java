package mles.dist;

import java.nio.file.Path;
import java.util.List;
import mles.server.Endpoint;
import mles.server.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a server and a proxy have in common: who may come in, what is shown by TLS, and what is logged. */
final class ListenOptions {
    @Option(names = "--log-level", paramLabel = "LEVEL", description = "What to log on standard error: ${COMPLETION-CANDIDATES}. Default: info.")
    private @Nullable LogLevel logLevel;
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Option(names = "--ws-token-file", paramLabel = "FILE", description = "What browsers bring along with --ws-auth token: the first line of FILE (otherwise MLES_WS_TOKEN).")
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

    /** {@return what looks after the certificates, not started} */
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
