package org.example.history;

import java.nio.file.Path;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;

/** Stores in a folder: {@code --history folder:DIR}. Public, with a constructor without parameters: it is a service. */
public final class FolderStoreProvider implements HistoryStoreProvider {
    /** For the service loader. */
    public FolderStoreProvider() {
    }

    @Override
    public String name() {
        return "folder";
    }

    /** Looks at the settings only; what needs the folder is done by {@link HistoryStore#start}. */
    @Override
    public HistoryStore create(HistorySettings settings) {
        if (settings.argument().isEmpty()) {
            throw new IllegalArgumentException("no directory; it is folder:DIR");
        }
        if (settings.diskLimit() > 0) {
            throw new IllegalArgumentException("this store knows no history-disk-limit");
        }
        return new FolderStore(Path.of(settings.argument()), settings);
    }
}
