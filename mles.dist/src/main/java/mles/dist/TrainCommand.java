package mles.dist;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import mles.server.MlesServer;
import mles.server.ServerConfig;
import mles.server.Settings;
import picocli.CommandLine.Command;

/**
 * The build's training run for the AOT cache: each command once, against a server in this process, so that Java finds
 * their classes ready at every later start. Nothing for users.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Runnable {
    private static final String KEY = "anything";

    private final Shell shell;

    TrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        ServerConfig config = ServerConfig.builder().parse(Settings.LISTEN, "tcp://127.0.0.1:0").keys(KEY, null)
                .build();
        Memory.of(config).limitNetty();
        try (MlesServer server = MlesServer.builder().config(config).build()) {
            String address = server.start().getFirst().uri();
            execute("pub", "-s", address, "-c", "train", "-m", "text", "--confirm");
            for (Format format : Format.values()) {
                execute("sub", "-s", address, "-c", "train", "-C", "1", "--format", format.toString());
            }
            execute("bench", "-s", address, "--subs", "10", "--seconds", "0.2", "--warmup", "0");
            execute("server", "--help");
            execute("check-config");
        }
    }

    private void execute(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Shell quiet = new Shell(Map.of("MLES_KEY", KEY), shell.in(), nowhere, shell.err(), false, false);
        if (Commands.of(quiet, arguments).execute(arguments) != 0) {
            throw new CommandException(String.join(" ", arguments) + " failed");
        }
    }
}
