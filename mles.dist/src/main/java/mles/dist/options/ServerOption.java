package mles.dist.options;

import mles.client.ServerAddress;
import mles.dist.console.Console;
import mles.server.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Address of the server, the same for all commands that need one. */
public final class ServerOption {
    @Option(names = {"-s",
            "--server"}, paramLabel = "SERVER", description = """
                    Server: host, host:port, tcp://…, tls://… or [::1]:8077. Default: MLES_SERVER, or localhost.""")
    private @Nullable ServerAddress server;

    /**
     * {@return the server of the option, else of the environment, else localhost}
     *
     * @throws ConfigException when the variable holds no address
     */
    public ServerAddress address(Console console) {
        if (server != null) {
            return server;
        }
        String named = console.variable("MLES_SERVER");
        try {
            return ServerAddress.parse(named == null ? "localhost" : named);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("MLES_SERVER: " + e.getMessage());
        }
    }
}
