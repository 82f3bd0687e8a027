package mles.dist.server;

import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.server.config.ServerConfig;
import mles.server.config.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a server would run with. */
@Command(name = "check-config", description = """
        Print the settings that 'mles server' would use with the same options, environment and files, in the form of a \
        file for --config. Defaults are comments, secrets are not shown. Exit code 2 when it would not start.""")
public final class CheckConfigCommand implements Callable<Integer> {
    private final Console console;
    @Mixin
    private final ServerConfigSource input;

    public CheckConfigCommand(Console console, ServerPlugins plugins) {
        this.console = console;
        this.input = new ServerConfigSource(console, plugins);
    }

    @Override
    public Integer call() {
        ServerConfigSource.Reading read = input.read();
        ServerConfig config = read.config();
        input.check(read);
        for (Setting<?> setting : input.settings()) {
            console.out().println((config.isSet(setting) ? "" : "# ")
                    + PropertiesFile.print(setting.name(), value(config, setting)));
        }
        config.channelSettings().forEach((key, value) -> console.out().println(PropertiesFile.print(key, value)));
        secret("shared or address key", config.credentials().hasSecret());
        config.keyRing().forEach(key -> secret("key of " + key.name(), true));
        secret("token of browsers", config.hasBrowserToken());
        secret("token of operators", config.hasAdminToken());
        console.flush();
        return 0;
    }

    private void secret(String what, boolean isSet) {
        console.out().println("# " + what + ": " + (isSet ? "set" : "none"));
    }

    private static <T> String value(ServerConfig config, Setting<T> setting) {
        return setting.print(config.get(setting));
    }
}
