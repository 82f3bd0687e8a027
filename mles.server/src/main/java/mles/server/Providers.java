package mles.server;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.server.config.ConfigException;
import mles.server.config.Setting;
import mles.server.config.Settings;
import mles.server.spi.HistoryStoreProvider;
import mles.server.spi.RelayProvider;
import mles.server.transport.FrontEndProvider;
import mles.server.upstream.UpstreamProvider;

/** Finds what other rooms, or plugins, provide: on the module path, on the class path and in the layers given. */
public final class Providers {
    private final List<ModuleLayer> layers;

    /** @param layers where to look as well */
    Providers(List<ModuleLayer> layers) {
        this.layers = List.copyOf(layers);
    }

    /**
     * {@return the providers in the modules of one layer, without those of its parents}
     *
     * @throws ServiceConfigurationError when one of them cannot be used
     */
    public static List<ProviderInfo> in(ModuleLayer layer) {
        return Stream.of(
                in(layer, HistoryStoreProvider.class, provider -> Stream.of(provider.name()), Settings.HISTORY),
                in(layer, FrontEndProvider.class, Schemes::names, Settings.LISTEN),
                in(layer, UpstreamProvider.class, provider -> Stream.of(provider.name()), Settings.PEER),
                in(layer, RelayProvider.class, provider -> Stream.of(provider.scheme()), Settings.CLUSTER))
                .flatMap(all -> all).toList();
    }

    /**
     * {@return the settings that a server has: its own, then those of each front end}
     *
     * @param layers where to look for front ends as well
     */
    public static List<Setting<?>> settings(List<ModuleLayer> layers) {
        return new Providers(layers).settings();
    }

    /** {@return the settings that a server has: its own, then those of each front end} */
    List<Setting<?>> settings() {
        return Stream.concat(Settings.all().stream(), all(FrontEndProvider.class).stream()
                .sorted(Comparator.comparing(FrontEndProvider::name)).flatMap(each -> each.settings().stream()))
                .toList();
    }

    /**
     * {@return all providers of {@code service}, one of each class}
     *
     * @param service must be among the {@code uses} of this module
     */
    <P> List<P> all(Class<P> service) {
        // A layer shows those of its parents, too, and the class path those of the module path.
        Map<Class<?>, P> found = new LinkedHashMap<>();
        sources(service).flatMap(ServiceLoader::stream).map(ServiceLoader.Provider::get)
                .forEach(provider -> found.putIfAbsent(provider.getClass(), provider));
        return List.copyOf(found.values());
    }

    /**
     * {@return the provider of that name}
     *
     * @param service must be among the {@code uses} of this module
     * @param names   tells the names of a provider
     * @param wanted  the name to look for
     * @param setting what asks for it
     * @param hint    ends the message where there is none
     * @throws ConfigException when there is none, or more than one, in one line that tells which there are
     */
    <P> P find(Class<P> service, Function<P, Stream<String>> names, String wanted, Setting<?> setting, String hint) {
        return choose(all(service), names, wanted, setting, hint);
    }

    /** {@return the provider of that name among {@code all}} The other parameters and faults are those of {@link #find}. */
    static <P> P choose(List<P> all, Function<P, Stream<String>> names, String wanted, Setting<?> setting,
            String hint) {
        Map<String, List<P>> found = new TreeMap<>();
        all.forEach(provider -> names.apply(provider)
                .forEach(name -> found.computeIfAbsent(name, key -> new ArrayList<>()).add(provider)));
        List<P> providers = found.getOrDefault(wanted, List.of());
        if (providers.isEmpty()) {
            throw new ConfigException(setting + (found.isEmpty()
                    ? ": expected a module that provides " + wanted + ", was none" + hint
                    : ": expected one of " + found.keySet() + ", was " + wanted + hint));
        }
        if (providers.size() > 1) {
            throw new ConfigException(setting + ": expected one module that provides " + wanted
                    + ", was more than one: " + providers.stream()
                            .map(Providers::origin).sorted().collect(Collectors.joining(" ")));
        }
        return providers.getFirst();
    }

    private static String origin(Object provider) {
        ModuleDescriptor module = provider.getClass().getModule().getDescriptor();
        return module == null ? provider.getClass().getName() : module.toNameAndVersion();
    }

    private <P> Stream<ServiceLoader<P>> sources(Class<P> service) {
        ModuleLayer own = Providers.class.getModule().getLayer();
        return Stream.concat(Stream.of(ServiceLoader.load(service, Providers.class.getClassLoader())),
                Stream.concat(Stream.ofNullable(own), layers.stream())
                        .map(layer -> ServiceLoader.load(layer, service)));
    }

    private static <P> Stream<ProviderInfo> in(ModuleLayer layer, Class<P> service, Function<P, Stream<String>> names,
            Setting<?> setting) {
        return ServiceLoader.load(layer, service).stream()
                .filter(provider -> layer.equals(provider.type().getModule().getLayer()))
                .flatMap(provider -> names.apply(provider.get())
                        .map(name -> new ProviderInfo(setting, name, provider.type().getModule())));
    }
}
