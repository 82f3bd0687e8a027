package mles.dist.plugged;

import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;

/** A provider that cannot be made. */
public final class Torn implements HistoryStoreProvider {
    /** For the service loader. */
    public Torn() {
        throw new IllegalStateException("the tape is torn");
    }

    @Override
    public String name() {
        return "torn";
    }

    @Override
    public HistoryStore create(HistorySettings settings) {
        throw new UnsupportedOperationException("never made");
    }
}
