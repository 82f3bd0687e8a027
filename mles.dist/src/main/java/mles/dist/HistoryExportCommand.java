package mles.dist;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import mles.protocol.ChannelName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes out what is stored, for an import elsewhere. */
@Command(name = "export", description = "A line of JSON for each stored frame: channel, time in ms since 1970, and the whole frame in base64.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class)
final class HistoryExportCommand implements Callable<Integer> {
    private final Shell shell;
    private final JsonLines lines;
    @Mixin
    private final StoreOption store;
    @Parameters(index = "1..*", paramLabel = "CHANNEL", description = "What to write out; all channels where none is named.")
    private List<String> channels = List.of();

    HistoryExportCommand(Shell shell) {
        this.shell = shell;
        this.store = new StoreOption(shell);
        this.lines = new JsonLines(shell.out());
    }

    @Override
    public Integer call() {
        store.read(opened -> {
            try (Stream<ChannelName> stored = opened.channels()) {
                Stream<ChannelName> names = channels.isEmpty() ? stored : channels.stream().map(ChannelName::new);
                for (ChannelName name : (Iterable<ChannelName>) names::iterator) {
                    StoreOption.load(opened, name, (frame, time) -> {
                        lines.write(line -> {
                            line.writeStringField("channel", name.text());
                            line.writeNumberField("time", time);
                            line.writeBinaryField("frame", JsonLines.bytes(frame));
                        });
                        return true;
                    });
                }
            }
        });
        shell.flush();
        return 0;
    }
}
