package mles.dist.server;

import java.nio.file.Path;
import java.util.List;
import mles.dist.console.Console;
import mles.server.config.ServerConfig;
import mles.server.spi.NamedKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file with the further keys of a server. */
final class KeyRingOption {
    @Option(names = "--keyring", paramLabel = "FILE", description = """
            Properties file of keys with names, channels, rights and dates; read again when it changes.""")
    private @Nullable Path ring;

    /** {@return the keys in the file, none where there is no file} @throws mles.server.config.ConfigException when they cannot be used */
    List<NamedKey> read(Console console) {
        return files(console).stream().flatMap(file -> KeyRingFile.read(file).stream()).toList();
    }

    /** {@return the watcher of the file, not started} */
    FileWatcher watch(Console console, ConfigReloader live) {
        return new FileWatcher(files(console), () -> live.replace("keyring", now -> with(now, console)));
    }

    private ServerConfig with(ServerConfig now, Console console) {
        return now.toBuilder().keyRing(read(console)).build();
    }

    private List<Path> files(Console console) {
        Path file = console.file(ring, "MLES_KEYRING");
        return file == null ? List.of() : List.of(file);
    }
}
