package mles.dist.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.server.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The folder of plugins. */
public final class PluginsOption {
    /** The environment variable that names the folder. */
    public static final String VARIABLE = "MLES_PLUGINS";

    private static final String HIDDEN = ".";

    @Option(names = "--plugins", paramLabel = "DIR", description = """
            Folder of plugins, each in a folder of its own. Default: the folder plugins of the image.""")
    private @Nullable Path folder;

    /**
     * {@return all plugins that are there, broken ones too, by name}
     *
     * @param console knows the variable that counts where there is no option
     * @throws ConfigException when there is no such folder, unless it is the default
     */
    public List<Plugin> load(Console console) {
        return load(folder, console);
    }

    /** {@return the same for the folder that {@code option} names, if any} */
    public static List<Plugin> load(@Nullable Path option, Console console) {
        Path given = console.file(option, VARIABLE);
        Path place = given == null ? Path.of(System.getProperty("java.home"), "plugins") : given;
        if (given == null && !Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(path -> !path.getFileName().toString().startsWith(HIDDEN)).filter(PluginsOption::isPlugin)
                    .sorted().map(Plugin::load).toList();
        } catch (IOException e) {
            throw new ConfigException("plugins: " + CommandException.unreadable(place.toString(), e).getMessage());
        }
    }

    /** {@return the layers of all plugins in order} The others are told of in the log. */
    public List<ModuleLayer> layers(Console console) {
        return layers(load(console));
    }

    /** {@return the layers of {@code plugins} in order} The broken ones are told of in the log. */
    public static List<ModuleLayer> layers(List<Plugin> plugins) {
        Logger log = LoggerFactory.getLogger(PluginsOption.class);
        plugins.stream().filter(plugin -> plugin.layer().isEmpty())
                .forEach(plugin -> log.warn("plugin {} is broken: {}", plugin.place(), plugin.problem()));
        return plugins.stream().map(Plugin::layer).flatMap(Optional::stream).toList();
    }

    /** {@return whether it is a plugin or is meant as one; anything else may lie beside them} */
    private static boolean isPlugin(Path path) {
        return Files.isDirectory(path) || path.toString().endsWith(".jar");
    }
}
