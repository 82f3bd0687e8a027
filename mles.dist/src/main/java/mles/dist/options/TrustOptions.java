package mles.dist;

import java.nio.file.Path;
import mles.server.config.ConfigException;
import mles.server.config.TlsTrust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Authorities trusted to identify a server at tls://. */
final class TrustOptions {
    @Option(names = "--tls-ca", paramLabel = "FILE", description = """
            Authorities that may sign the certificate of a server at tls://, in PEM. Default: the authorities that \
            Java trusts.""")
    private @Nullable Path authorities;

    /** @throws ConfigException when the file cannot be used */
    TlsTrust trust(Console console) {
        Path file = console.file(authorities, "MLES_TLS_CA");
        return file == null ? TlsTrust.ofJava() : TlsTrust.of(TlsOptions.read("tls-ca", file));
    }
}
