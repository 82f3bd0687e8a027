package mles.dist.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.dist.console.TextFile;
import mles.server.config.ConfigException;
import mles.server.config.TlsIdentity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Certificate files of a server. */
public final class TlsOptions {
    @Option(names = "--tls-cert", paramLabel = "FILE", description = """
            Certificate for tls:// and wss://, in PEM, with the intermediate ones behind it; read again when it changes.""")
    private @Nullable Path certificate;
    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key of the certificate, in PEM, without a passphrase.")
    private @Nullable Path key;
    @Option(names = "--tls-client-ca", paramLabel = "FILE", description = """
            Authorities that must have signed the certificates of clients, in PEM. Default: clients need none.""")
    private @Nullable Path clientCa;
    @Mixin
    private TrustOptions trust = new TrustOptions();

    public TrustOptions trust() {
        return trust;
    }

    /**
     * {@return the identity in these files now, null without files}
     *
     * @throws ConfigException when a file cannot be used
     */
    @Nullable
    public TlsIdentity identity(Console console) {
        Path itsCertificate = console.file(certificate, "MLES_TLS_CERT");
        Path itsKey = console.file(key, "MLES_TLS_KEY");
        if (itsCertificate == null && itsKey == null) {
            return null;
        }
        if (itsCertificate == null || itsKey == null) {
            throw new ConfigException("tls-cert and tls-key go together");
        }
        Path itsClientCa = console.file(clientCa, "MLES_TLS_CLIENT_CA");
        return TlsIdentity.of(read("tls-cert", itsCertificate), read("tls-key", itsKey),
                itsClientCa == null ? null : read("tls-client-ca", itsClientCa));
    }

    /** {@return the files that {@link #identity} reads} */
    public List<Path> files(Console console) {
        return Stream.of(Stream.ofNullable(console.file(certificate, "MLES_TLS_CERT")),
                Stream.ofNullable(console.file(key, "MLES_TLS_KEY")),
                Stream.ofNullable(console.file(clientCa, "MLES_TLS_CLIENT_CA"))).flatMap(each -> each).toList();
    }

    static String read(String setting, Path file) {
        try {
            return TextFile.read(file);
        } catch (IOException e) {
            throw new ConfigException(setting + ": " + CommandException.unreadable(file.toString(), e).getMessage());
        }
    }
}
