package mles.dist.plugins;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.stream.Stream;
import mles.dist.options.CommandOptions;
import mles.server.ProviderInfo;
import mles.server.Providers;
import mles.server.config.Setting;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the jars of one plugin, in a module layer of its own: it sees the modules of the image, and no other plugin.
 * Whatever is wrong with it is a problem of its own.
 */
public final class Plugin {
    private static final String OURS = "mles.";

    private final Path place;
    private final @Nullable ModuleLayer layer;
    private final List<ProviderInfo> providers;
    private final String problem;

    private Plugin(Path place, @Nullable ModuleLayer layer, List<ProviderInfo> providers, String problem) {
        this.place = place;
        this.layer = layer;
        this.providers = providers;
        this.problem = problem;
    }

    /** {@return the plugin at {@code place}, in order or not} */
    static Plugin load(Path place) {
        if (!Files.isDirectory(place)) {
            return broken(place, "not a folder; a plugin is a folder with its jars");
        }
        try {
            return load(place, ModuleFinder.of(place));
        } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
            // Whatever a plugin throws, it is not a fault of the server.
            return broken(place, reason(e));
        }
    }

    private static Plugin load(Path place, ModuleFinder finder) {
        ModuleLayer image = ModuleLayer.boot();
        Optional<String> twice = finder.findAll().stream().map(ModuleReference::descriptor).map(ModuleDescriptor::name)
                .filter(name -> name.startsWith(OURS) && image.findModule(name).isPresent()).findAny();
        if (twice.isPresent()) {
            return broken(place, "has " + twice.get() + ", which is in the image already and must not be here");
        }
        Configuration modules = image.configuration().resolveAndBind(finder, ModuleFinder.of(), Set.of());
        ModuleLayer layer = image.defineModulesWithOneLoader(modules, ClassLoader.getSystemClassLoader());
        List<ProviderInfo> providers = Providers.in(layer);
        Optional<String> taken = takenSetting(layer);
        if (taken.isPresent()) {
            return broken(place, "brings the setting " + taken.get() + ", which is there already");
        }
        return providers.isEmpty()
                ? broken(place, "provides nothing that a server asks for")
                : new Plugin(place, layer, providers, "");
    }

    /** {@return a setting of {@code layer} whose name has a meaning without it} */
    private static Optional<String> takenSetting(ModuleLayer layer) {
        List<Setting<?>> before = Providers.settings(List.of());
        List<String> names = Stream.concat(before.stream().map(Setting::name), CommandOptions.all()).toList();
        return Providers.settings(List.of(layer)).stream().filter(setting -> !before.contains(setting))
                .map(Setting::name).filter(names::contains).findFirst();
    }

    private static Plugin broken(Path place, String problem) {
        return new Plugin(place, null, List.of(), problem);
    }

    private static String reason(Throwable problem) {
        Throwable cause = problem.getCause();
        if (cause == null) {
            return text(problem);
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return text(problem) + " (" + text(cause) + ")";
    }

    private static String text(Throwable problem) {
        String message = problem.getMessage();
        return message == null
                ? problem.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }

    Path place() {
        return place;
    }

    /** {@return the layer of its modules; empty when it is broken} */
    public Optional<ModuleLayer> layer() {
        return Optional.ofNullable(layer);
    }

    /** {@return its providers; none when it is broken} */
    List<ProviderInfo> providers() {
        return providers;
    }

    /** {@return its problem in one line; empty when it is in order} */
    String problem() {
        return problem;
    }
}
