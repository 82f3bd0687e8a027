import mles.history.FileStoreProvider;
import mles.server.spi.HistoryStoreProvider;
import org.jspecify.annotations.NullMarked;

/** History that survives the server: per channel an append-only log in files. */
@NullMarked module mles.history {
    requires mles.server;
    requires org.slf4j;

    requires static org.jspecify;

    provides HistoryStoreProvider with FileStoreProvider;
}
