package mles.dist.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.dist.plugins.PluginsOption;
import mles.protocol.ChannelName;
import mles.server.HistoryStores;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.spi.ChannelHistory;
import mles.server.spi.FrameSink;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which store of history a command is about. */
final class StoreOption {
    @Parameters(index = "0", paramLabel = "STORE", description = """
            Store, in the form of the server's --history: file:DIR.""")
    private String store = "";
    @Mixin
    private PluginsOption plugins = new PluginsOption();
    private final Console console;

    StoreOption(Console console) {
        this.console = console;
    }

    /** Work on a store. */
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

    /** Does {@code work} with exclusive use of the store. */
    void write(Work work) {
        run(false, work);
    }

    /** Does something with one channel. */
    interface ChannelWork {
        void with(ChannelName channel) throws IOException;
    }

    /** Is told why something cannot be read. */
    interface ChannelProblem {
        /**
         * Takes one problem.
         *
         * @param channel null where the name of the channel cannot be read either
         */
        void found(@Nullable ChannelName channel, IOException problem);
    }

    /** Does {@code work} with each channel, also behind one that has a problem. */
    static void forEach(Stream<ChannelName> channels, ChannelWork work, ChannelProblem problems) {
        try (channels) {
            for (ChannelName channel : (Iterable<ChannelName>) channels::iterator) {
                try {
                    work.with(channel);
                } catch (IOException e) {
                    problems.found(channel, e);
                }
            }
        } catch (UncheckedIOException e) {
            problems.found(null, Objects.requireNonNull(e.getCause()));
        }
    }

    /** Gives everything that is stored of a channel. */
    static void load(HistoryStore store, ChannelName channel, FrameSink sink) throws IOException {
        try (ChannelHistory history = store.open(channel, Retention.ALL)) {
            history.load(sink);
        }
    }

    /** {@return the fault that a channel named by the user is not in the store} */
    static IOException nothingOf(ChannelName channel) {
        return new IOException("nothing is stored of channel " + channel);
    }

    private void run(boolean readOnly, Work work) {
        ServerConfig config = ServerConfig.builder().parse(Settings.HISTORY, store).build();
        try (HistoryStore opened = HistoryStores.of(config, readOnly, plugins.layers(console))) {
            opened.start();
            work.with(opened);
        } catch (IOException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
