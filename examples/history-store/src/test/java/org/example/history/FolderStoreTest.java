package org.example.history;

import java.nio.file.Path;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.testkit.jqwik.HistoryStoreContract;
import org.junit.jupiter.api.io.TempDir;

/** The contract is the test. What is special about a store (here: a record that was cut) has tests of its own. */
class FolderStoreTest extends HistoryStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected HistoryStore create(HistorySettings settings) {
        return new FolderStore(folder, settings);
    }
}
