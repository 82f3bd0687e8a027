package mles.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what other rooms, or plugins, provide: on the module path, on the class path and in the layers given. */
final class Providers {
    private final List<ModuleLayer> layers;

    /** @param layers where to look as well */
    Providers(List<ModuleLayer> layers) {
        this.layers = List.copyOf(layers);
    }

    /**
     * {@return the provider of that name}
     *
     * @param service must be among the {@code uses} of this module
     * @param name    tells the name of a provider
     * @param wanted  the name to look for
     * @param setting what asks for it
     * @throws ConfigException when there is none, in one line that tells which there are
     */
    <P> P find(Class<P> service, Function<P, String> name, String wanted, Setting<?> setting) {
        Map<String, P> found = new LinkedHashMap<>();
        sources(service).flatMap(ServiceLoader::stream).map(ServiceLoader.Provider::get)
                .forEach(provider -> found.putIfAbsent(name.apply(provider), provider));
        P provider = found.get(wanted);
        if (provider == null) {
            String others = found.isEmpty()
                    ? "none"
                    : found.keySet().stream().sorted().collect(Collectors.joining(" "));
            throw new ConfigException(setting + ": nothing here provides " + wanted + " (" + service.getSimpleName()
                    + "), available: " + others);
        }
        return provider;
    }

    private <P> Stream<ServiceLoader<P>> sources(Class<P> service) {
        ModuleLayer own = Providers.class.getModule().getLayer();
        return Stream.concat(Stream.of(ServiceLoader.load(service, Providers.class.getClassLoader())),
                Stream.concat(Stream.ofNullable(own), layers.stream()).filter(Objects::nonNull)
                        .map(layer -> ServiceLoader.load(layer, service)));
    }
}
