package mles.testkit;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import mles.server.spi.Relay;
import mles.server.spi.RelayProvider;
import mles.server.spi.RelaySettings;
import mles.testkit.relay.MemoryPlace;

/** The engine in memory as servers find it: {@code memory://NAME} for one that a test has named. */
public final class MemoryRelayProvider implements RelayProvider {
    private static final Map<String, MemoryPlace> PLACES = new ConcurrentHashMap<>();

    /** Names an engine; {@link #forget} ends that. */
    static void name(String address, MemoryPlace place) {
        PLACES.put(address, place);
    }

    static void forget(String address) {
        PLACES.remove(address);
    }

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public Relay create(RelaySettings settings) {
        return Objects.requireNonNull(PLACES.get(settings.address())).relay();
    }
}
