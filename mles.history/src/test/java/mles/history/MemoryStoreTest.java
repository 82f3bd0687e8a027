package mles.history;

import java.util.List;
import java.util.Map;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.testkit.jqwik.HistoryStoreContract;

/** The contract is one that a plain list of frames keeps. */
class MemoryStoreTest extends HistoryStoreContract {
    private final Map<String, List<MemoryStore.Stored>> place = MemoryStore.place();

    @Override
    protected HistoryStore create(HistorySettings settings) {
        return new MemoryStore(place);
    }
}
