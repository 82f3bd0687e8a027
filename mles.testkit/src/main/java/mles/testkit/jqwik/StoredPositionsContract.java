package mles.testkit.jqwik;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mles.server.spi.ChannelHistory;
import mles.server.spi.HistorySettings;
import mles.server.spi.HistoryStore;
import mles.server.spi.HistorySync;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import mles.server.spi.StoredPositions;
import org.junit.jupiter.api.Test;

/**
 * Contract of every {@link HistoryStore} that keeps positions. A store's own test extends this, beside {@link HistoryStoreContract}.
 */
@SuppressWarnings("exports")
public abstract class StoredPositionsContract {
    /** Creates a suite. */
    protected StoredPositionsContract() {
    }

    /** {@return a store, not started, on the same place within one test, on an empty one at its beginning} */
    protected abstract HistoryStore create(HistorySettings settings);

    /** Positions are those of the messages stored, over all epochs. */
    @Test
    public void positionsAreThoseOfTheMessagesStored() throws IOException {
        List<byte[]> frames = new ArrayList<>(StoreFrames.messages(3));
        frames.add(1, StoreFrames.emptyJoin());
        Position first = new Position(77, 10);
        Position second = new Position(Long.MAX_VALUE, 13);
        try (HistoryStore store = create(new HistorySettings("", HistorySync.NONE, 0, false))) {
            store.start();
            assertEquals(StoredPositions.NONE, append(store, first, frames));
            assertEquals(new StoredPositions(List.of(first), 13), append(store, second, frames.subList(2, 4)));
            assertEquals(new StoredPositions(List.of(first, second), 15), append(store, second, frames.subList(0, 1)));
            try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
                lab.clear();
            }
            assertEquals(StoredPositions.NONE, append(store, first, frames));
        }
    }

    /** {@return the positions that a store had before {@code frames} were appended behind {@code before}} */
    private static StoredPositions append(HistoryStore store, Position before, List<byte[]> frames)
            throws IOException {
        try (ChannelHistory lab = Stores.opened(store, Stores.LAB, Retention.ALL)) {
            StoredPositions positions = lab.positions();
            lab.begin(before);
            Stores.append(lab, frames);
            return positions;
        }
    }
}
