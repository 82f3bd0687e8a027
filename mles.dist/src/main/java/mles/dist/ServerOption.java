package mles.dist;

import mles.client.ServerAddress;
import picocli.CommandLine.Option;

/** Where the server is, the same for all commands that need one. */
final class ServerOption {
    @Option(names = {"-s",
            "--server"}, paramLabel = "SERVER", defaultValue = "localhost", description = "Server: host, host:port, tcp://…, tls://… or [::1]:8077. Default: ${DEFAULT-VALUE}.")
    private ServerAddress server = ServerAddress.parse("localhost");

    ServerAddress address() {
        return server;
    }
}
