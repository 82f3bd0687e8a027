package mles.dist.server;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mles.dist.console.Console;
import mles.dist.plugins.Plugin;
import mles.dist.plugins.PluginsOption;
import mles.server.Providers;
import mles.server.config.ConfigException;
import mles.server.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Plugins of a server, and the settings that there are with them. They are looked for before the command line is read, since
 * these settings are options: their folder stands in the arguments, in the environment, or in the file of settings.
 */
public final class ServerPlugins {
    private final Console console;
    private List<Plugin> plugins = List.of();
    private List<Setting<?>> settings;
    private @Nullable ConfigFile found;
    private @Nullable ConfigException problem;

    /**
     * Looks for them. Problems are told where something of it is used, so that there is help in any case.
     *
     * @param arguments of the command
     */
    public ServerPlugins(Console console, String... arguments) {
        this.console = console;
        Optional<String> folder = value("--plugins", arguments);
        try {
            ConfigFile file = ConfigFile.of(value("--config", arguments).orElse(null), console,
                    named -> load(folder.orElse(null), named));
            found = file;
            settings = file.settings();
        } catch (ConfigException e) {
            problem = e;
            settings = Providers.settings(List.of());
        }
    }

    /** {@return the settings of the server, its front ends and its plugins} */
    public List<Setting<?>> settings() {
        return settings;
    }

    /**
     * {@return the file of settings} The first time as it was found, as it may be a pipe, later as it is then.
     *
     * @param option names it, if it is given
     * @throws ConfigException when it, or the folder of plugins, cannot be read
     */
    ConfigFile config(@Nullable String option) {
        if (problem != null) {
            throw problem;
        }
        ConfigFile first = found;
        found = null;
        return first == null ? ConfigFile.of(option, console, settings) : first;
    }

    /** {@return the layers of all plugins in order} The broken ones are told of in the log. */
    List<ModuleLayer> layers() {
        return PluginsOption.layers(plugins);
    }

    private List<Setting<?>> load(@Nullable String option, @Nullable String named) {
        Console under = named == null ? console : console.with(Map.of(PluginsOption.VARIABLE, named));
        plugins = PluginsOption.load(option == null ? null : Path.of(option), under);
        List<Setting<?>> all = Providers
                .settings(plugins.stream().map(Plugin::layer).flatMap(Optional::stream).toList());
        Set<String> names = new HashSet<>();
        all.stream().map(Setting::name).filter(name -> !names.add(name)).findFirst().ifPresent(twice -> {
            throw new ConfigException("plugins: more than one brings the setting " + twice);
        });
        return all;
    }

    private static Optional<String> value(String option, String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(option + "=")) {
                return Optional.of(arguments[i].substring(option.length() + 1));
            }
            if (arguments[i].equals(option) && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }
}
