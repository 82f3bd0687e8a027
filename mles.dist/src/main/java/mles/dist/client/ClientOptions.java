package mles.dist.client;

import java.nio.file.Path;
import mles.client.MlesClient;
import mles.client.ServerAddress;
import mles.dist.console.Console;
import mles.dist.options.KeyOptions;
import mles.dist.options.ServerOption;
import mles.dist.options.TrustOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Uid, server and keys, the same for all commands that join. */
final class ClientOptions {
    @Mixin
    private ServerOption server = new ServerOption();
    @Option(names = {"-u",
            "--uid"}, paramLabel = "UID", description = """
                    Own name on the channel. Default: the login name with a random tail.""")
    private @Nullable String uid;
    @Option(names = "--secret-file", paramLabel = "FILE", description = """
            File whose first line is the secret that seals messages from end to end. Default: MLES_SECRET.""")
    private @Nullable Path secretFile;
    /** Read once: the file may be a pipe. */
    private @Nullable String secret;
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Mixin
    private TrustOptions trust = new TrustOptions();

    /** {@return the name that was given, or a fresh one} */
    String uid() {
        return uid == null ? Uids.fresh() : uid;
    }

    /** {@return whether messages are sealed from end to end} */
    boolean areSealed(Console console) {
        return secret(console) != null;
    }

    /** {@return a client for the server} */
    MlesClient client(Console console) {
        return builder(console).build();
    }

    /** {@return a client builder with these options} */
    MlesClient.Builder builder(Console console) {
        ServerAddress address = server.address(console);
        MlesClient.Builder client = MlesClient.builder(address.toString());
        String sharedKey = keys.sharedKey(console);
        String addressKey = keys.addressKey(console);
        if (sharedKey != null) {
            client.sharedKey(sharedKey);
        }
        if (addressKey != null) {
            client.addressKey(addressKey);
        }
        String sealing = secret(console);
        if (sealing != null) {
            client.secret(sealing);
        }
        if (address.tls()) {
            client.tls(trust.trust(console).toContext());
        }
        return client;
    }

    private @Nullable String secret(Console console) {
        if (secret == null) {
            secret = KeyOptions.secret(console, secretFile, "MLES_SECRET");
        }
        return secret;
    }
}
