package mles.dist.plugged;

import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistoryStoreProvider;

/** What a test puts into the jar of a plugin; in this module it is no service. */
public final class Tape implements HistoryStoreProvider {
    /** For the service loader. */
    public Tape() {
    }

    @Override
    public String name() {
        return "tape";
    }

    @Override
    public HistoryStore create(HistorySettings settings) {
        throw new IllegalArgumentException("it is a plugin's class in " + getClass().getModule());
    }
}
