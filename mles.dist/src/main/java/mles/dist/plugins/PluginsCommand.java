package mles.dist.plugins;

import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mles.dist.console.Console;
import mles.server.ProviderInfo;
import mles.server.Providers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what can be chosen by name in settings. */
@Command(name = "plugins", description = """
        List the providers that settings can name, of the image and of its plugins: setting, name, version, state, \
        file. Exit code 1 when a plugin is broken.""", footer = {
        "",
        "A plugin is a folder with jars in the folder plugins of the image, or in the one that --plugins or MLES_PLUGINS names."})
public final class PluginsCommand implements Callable<Integer> {
    private static final String LINE = "%-8s %-12s %-16s %-7s %s%n";

    private final Console console;
    @Mixin
    private PluginsOption plugins = new PluginsOption();

    public PluginsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Plugin> found = plugins.load(console);
        List<Plugin> broken = found.stream().filter(plugin -> plugin.layer().isEmpty()).toList();
        List<ProviderInfo> all = Stream.concat(Providers.in(ModuleLayer.boot()).stream(),
                found.stream().map(Plugin::providers).flatMap(List::stream)).toList();
        console.out().printf(LINE, "SETTING", "NAME", "VERSION", "STATE", "FILE");
        for (ProviderInfo provider : all) {
            boolean alone = all.stream().filter(other -> isSameName(provider, other)).count() == 1;
            console.out().printf(LINE, provider.setting(), provider.name(), version(provider.module()),
                    alone ? "ready" : "twice", file(provider.module()));
        }
        for (Plugin plugin : broken) {
            console.out().printf(LINE, "-", plugin.place().getFileName(), "-", "broken",
                    plugin.place() + ": " + plugin.problem());
        }
        console.flush();
        return broken.isEmpty() ? 0 : 1;
    }

    private static boolean isSameName(ProviderInfo one, ProviderInfo other) {
        return one.setting() == other.setting() && one.name().equals(other.name());
    }

    private static String version(Module module) {
        return module.getDescriptor().rawVersion().orElse("-");
    }

    private static String file(Module module) {
        return module.getLayer().configuration().findModule(module.getName()).map(ResolvedModule::reference)
                .flatMap(ModuleReference::location).map(PluginsCommand::path).orElse("-");
    }

    private static String path(URI place) {
        return place.getScheme().equals("file") ? Path.of(place).toString() : "in the image";
    }
}
