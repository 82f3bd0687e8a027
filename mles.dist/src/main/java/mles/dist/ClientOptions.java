package mles.dist;

import java.time.Duration;
import mles.client.MlesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who and where, the same for all commands that join. */
final class ClientOptions {
    @Mixin
    private ServerOption server = new ServerOption();
    @Option(names = {"-u",
            "--uid"}, paramLabel = "UID", description = "Own name on the channel. Default: the login name with a random tail.")
    private @Nullable String uid;
    @Mixin
    private KeyOptions keys = new KeyOptions();
    @Mixin
    private TrustOptions trust = new TrustOptions();

    /** {@return the name that was given, or a fresh one} */
    String uid() {
        return uid == null ? Uids.fresh() : uid;
    }

    /**
     * {@return a client for the server}
     *
     * @param most bounds the time to connect, beside the client's own bound
     */
    MlesClient client(Shell shell, Duration most) {
        MlesClient.Builder client = MlesClient.builder(server.address().toString());
        String sharedKey = keys.sharedKey(shell);
        String addressKey = keys.addressKey(shell);
        if (sharedKey != null) {
            client.sharedKey(sharedKey);
        }
        if (addressKey != null) {
            client.addressKey(addressKey);
        }
        if (server.address().tls()) {
            client.tls(trust.trust(shell).toContext());
        }
        if (most.compareTo(Times.CONNECT) < 0) {
            client.connectTimeout(most);
        }
        return client.build();
    }
}
