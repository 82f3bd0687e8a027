package mles.testkit.relay;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mles.server.spi.Relay;
import mles.server.spi.RelaySettings;
import mles.testkit.jqwik.RelayContract;
import org.junit.jupiter.api.AfterEach;
import org.jspecify.annotations.Nullable;

/** The engine in memory keeps the contract. */
class MemoryRelayTest extends RelayContract {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private @Nullable MemoryPlace place;

    @Override
    protected Relay create(RelaySettings settings) {
        if (place == null) {
            place = MemoryPlace.immediate(thread, settings.keep());
        }
        return place.relay();
    }

    @AfterEach
    void stop() {
        thread.shutdown();
    }
}
