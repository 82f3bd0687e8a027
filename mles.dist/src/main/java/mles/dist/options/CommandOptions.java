package mles.dist.options;

import java.util.List;
import java.util.stream.Stream;

/** Names of the options of the commands that are no settings of the server. */
public final class CommandOptions {
    /** Options that a settings file may hold, too. */
    public static final List<String> IN_FILE = List.of("key-file", "addr-key-file", "ws-token-file", "admin-token-file",
            "keyring", "tls-cert", "tls-key", "tls-client-ca", "tls-ca", "plugins", "log-level");

    private CommandOptions() {
    }

    /** {@return all of them} */
    public static Stream<String> all() {
        return Stream.concat(IN_FILE.stream(), Stream.of("config", "help", "version"));
    }
}
