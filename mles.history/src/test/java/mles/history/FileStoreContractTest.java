package mles.history;

import java.nio.file.Path;
import java.time.InstantSource;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.testkit.jqwik.HistoryStoreContract;
import org.junit.jupiter.api.io.TempDir;

/** The file store keeps the contract. */
class FileStoreContractTest extends HistoryStoreContract {
    @TempDir
    private Path folder = Path.of("");

    @Override
    protected HistoryStore create(HistorySettings settings) {
        return new FileStore(folder.resolve("store"), settings, InstantSource.system());
    }
}
