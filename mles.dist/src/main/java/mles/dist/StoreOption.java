package mles.dist;

import java.io.IOException;
import mles.server.HistoryStores;
import mles.server.ServerConfig;
import mles.server.Settings;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import mles.protocol.ChannelName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which store of history a command is about. */
final class StoreOption {
    @Parameters(index = "0", paramLabel = "STORE", description = "The store, as --history of the server names it: file:DIR.")
    private String store = "";
    @Mixin
    private PluginsOption plugins = new PluginsOption();
    private final Shell shell;

    StoreOption(Shell shell) {
        this.shell = shell;
    }

    /** What is done with a store. */
    interface Work {
        void with(HistoryStore opened) throws IOException;
    }

    /**
     * Does {@code work} with the store, which a server may use meanwhile.
     *
     * @throws CommandException when the store has a problem; the message names the place
     */
    void read(Work work) {
        run(true, work);
    }

    /** Does {@code work} with the store, which nobody else uses meanwhile. */
    void write(Work work) {
        run(false, work);
    }

    /** Gives everything that is stored of a channel. */
    static void load(HistoryStore store, ChannelName channel, FrameSink sink) throws IOException {
        try (ChannelHistory history = store.open(channel, Retention.ALL)) {
            history.load(sink);
        }
    }

    private void run(boolean readOnly, Work work) {
        ServerConfig config = ServerConfig.builder().parse(Settings.HISTORY, store).build();
        try (HistoryStore opened = HistoryStores.of(config, readOnly, plugins.layers(shell))) {
            opened.start();
            work.with(opened);
        } catch (IOException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
