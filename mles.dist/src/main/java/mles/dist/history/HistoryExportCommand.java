package mles.dist.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.dist.console.JsonLines;
import mles.protocol.ChannelName;
import mles.server.spi.HistoryStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes out what is stored, for an import elsewhere. */
@Command(name = "export", description = """
        Print a line of JSON for each stored frame: channel, time in ms since 1970, and the whole frame in base64. Exit \
        code 1 when a channel cannot be read or is not there, after all others.""")
final class HistoryExportCommand implements Callable<Integer> {
    private final Console console;
    private final JsonLines lines;
    @Mixin
    private final StoreOption store;
    @Parameters(index = "1..*", paramLabel = "CHANNEL", description = """
            Channels to write out. Default: all.""")
    private List<String> channels = List.of();
    private final List<String> problems = new ArrayList<>(0);

    HistoryExportCommand(Console console) {
        this.console = console;
        this.store = new StoreOption(console);
        this.lines = new JsonLines(console.out());
    }

    @Override
    public Integer call() {
        try (TransferProgress progress = new TransferProgress(console, "exported")) {
            store.read(opened -> StoreOption.forEach(
                    channels.isEmpty() ? opened.channels() : channels.stream().map(ChannelName::new),
                    name -> export(opened, name, progress), this::problem));
            console.flush();
        }
        problems.forEach(console.err()::println);
        return problems.isEmpty() ? 0 : 1;
    }

    private void export(HistoryStore opened, ChannelName name, TransferProgress progress) throws IOException {
        long before = progress.frames();
        StoreOption.load(opened, name, (frame, time) -> {
            lines.write(line -> {
                line.writeStringField("channel", name.text());
                line.writeNumberField("time", time);
                line.writeBinaryField("frame", JsonLines.bytes(frame));
            });
            progress.frame();
            return true;
        });
        if (progress.frames() == before) {
            throw StoreOption.nothingOf(name);
        }
    }

    private void problem(@Nullable ChannelName channel, IOException problem) {
        problems.add("mles history export: " + problem.getMessage());
    }
}
