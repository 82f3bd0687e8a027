package mles.history;

import java.nio.file.Path;
import java.time.InstantSource;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.testkit.jqwik.StoredPositionsContract;
import org.junit.jupiter.api.io.TempDir;

/** The file store keeps the contract. */
class StoredPositionsContractTest extends StoredPositionsContract {
    @TempDir
    private Path folder = Path.of("");

    @Override
    protected HistoryStore create(HistorySettings settings) {
        return new FileStore(folder.resolve("store"), settings, InstantSource.system());
    }
}
