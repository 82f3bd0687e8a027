package mles.dist.history;

import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.dist.console.JsonLines;
import mles.protocol.ChannelName;
import mles.server.spi.HistoryReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads a whole store and tells what is wrong with it. */
@Command(name = "verify", description = """
        Read everything and change nothing: a line of JSON for each channel (frames, bytes) and for each problem \
        (place, problem). Exit code 1 when there is one.""")
final class HistoryVerifyCommand implements Callable<Integer> {
    private final Console console;
    private final JsonLines lines;
    @Mixin
    private final StoreOption store;
    private boolean problems;

    HistoryVerifyCommand(Console console) {
        this.console = console;
        this.store = new StoreOption(console);
        this.lines = new JsonLines(console.out());
    }

    @Override
    public Integer call() {
        store.read(opened -> opened.verify(new Report()));
        console.flush();
        return problems ? 1 : 0;
    }

    private final class Report implements HistoryReport {
        @Override
        public void channel(ChannelName name, long frames, long bytes) {
            lines.write(line -> {
                line.writeStringField("channel", name.text());
                line.writeNumberField("frames", frames);
                line.writeNumberField("bytes", bytes);
            });
        }

        @Override
        public void problem(String place, String what) {
            problems = true;
            lines.write(line -> {
                line.writeStringField("place", place);
                line.writeStringField("problem", what);
            });
        }
    }
}
