package mles.dist;

import java.io.IOException;
import mles.server.MlesServer;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import mles.server.config.Settings;

/** An application that embeds a server and lives on the class path: runs until its standard input ends. */
final class SmallServer {
    private SmallServer() {
    }

    /** Takes settings as {@code name=value}. */
    public static void main(String[] arguments) throws IOException {
        ServerConfig.Builder config = ServerConfig.builder();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            Setting<?> setting = Settings.all().stream().filter(one -> one.name().equals(pair[0])).findAny()
                    .orElseThrow();
            config.parse(setting, pair[1]);
        }
        try (MlesServer server = MlesServer.builder().config(config.build()).listen("tcp://127.0.0.1:0")
                .sharedKey(Frames.KEY).build()) {
            System.out.println(server.start().getFirst().address().getPort());
            System.out.println(server.transport());
            System.out.println(SmallServer.class.getModule().isNamed());
            while (System.in.read() >= 0) {
                // waits for the end
            }
        }
        System.out.println("closed");
    }
}
