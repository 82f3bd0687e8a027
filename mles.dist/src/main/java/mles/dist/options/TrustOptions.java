package mles.dist.options;

import java.nio.file.Path;
import mles.dist.console.Console;
import mles.server.config.ConfigException;
import mles.server.config.TlsTrust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Authorities trusted to identify a server at tls://. */
public final class TrustOptions {
    @Option(names = "--tls-ca", paramLabel = "FILE", description = """
            Authorities that may sign the certificate of a server at tls://, in PEM. Default: the authorities that \
            Java trusts.""")
    private @Nullable Path authorities;

    /**
     * {@return the trusted authorities; those of Java without a file}
     *
     * @throws ConfigException when the file cannot be used
     */
    public TlsTrust trust(Console console) {
        Path file = console.file(authorities, "MLES_TLS_CA");
        return file == null ? TlsTrust.ofJava() : TlsTrust.of(TlsOptions.read("tls-ca", file));
    }
}
