/** A history store as a plugin: history in a folder, a file for each channel. */
module org.example.history {
    requires mles.server;

    // The server finds the store by this line, and chooses it by its name.
    provides mles.server.spi.HistoryStoreProvider with org.example.history.FolderStoreProvider;
}
