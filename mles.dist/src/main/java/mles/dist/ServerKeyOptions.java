package mles.dist;

import java.nio.file.Path;
import java.util.List;
import mles.server.spi.NamedKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the keys of a server are. */
final class ServerKeyOptions {
    @Mixin
    private KeyOptions shared = new KeyOptions();
    @Option(names = "--keyring", paramLabel = "FILE", description = "Further keys, with names, channels, rights and dates. It is read again when it changes.")
    private @Nullable Path ring;

    KeyOptions shared() {
        return shared;
    }

    /** {@return the keys in the file, none where there is no file} @throws mles.server.ConfigException when they cannot be used */
    List<NamedKey> ring(Shell shell) {
        return ringFiles(shell).stream().flatMap(file -> KeyRingFile.read(file).stream()).toList();
    }

    /** {@return the files that {@link #ring} reads} */
    List<Path> ringFiles(Shell shell) {
        Path file = TlsOptions.file(shell, ring, "MLES_KEYRING");
        return file == null ? List.of() : List.of(file);
    }
}
