package mles.history;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;

/** Stores in a directory: {@code file:DIR}. */
public final class FileStoreProvider implements HistoryStoreProvider {
    /** Creates a provider; for the service loader. */
    public FileStoreProvider() {
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public HistoryStore create(HistorySettings settings) {
        if (settings.argument().isEmpty()) {
            throw new IllegalArgumentException("no directory; it is file:DIR");
        }
        try {
            return new FileStore(Path.of(settings.argument()), settings, InstantSource.system());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a directory: " + e.getMessage(), e);
        }
    }
}
