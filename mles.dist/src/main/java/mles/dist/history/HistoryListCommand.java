package mles.dist.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.dist.console.JsonLines;
import mles.protocol.ChannelName;
import mles.server.spi.FrameSink;
import mles.server.spi.HistoryStore;
import mles.server.spi.Retention;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what is stored, a line for each channel. */
@Command(name = "list", description = """
        Print a line of JSON for each stored channel: frames, messages, bytes, and the times of the oldest and newest. \
        Exit code 1 when one cannot be read.""")
final class HistoryListCommand implements Callable<Integer> {
    private final Console console;
    private final JsonLines lines;
    @Mixin
    private final StoreOption store;
    private boolean incomplete;

    HistoryListCommand(Console console) {
        this.console = console;
        this.store = new StoreOption(console);
        this.lines = new JsonLines(console.out());
    }

    /** Totals of one channel. */
    private static final class Sum implements FrameSink {
        private long frames;
        private long messages;
        private long bytes;
        private long oldest;
        private long newest;

        @Override
        public boolean accept(ByteBuffer frame, long storedAtMillis) {
            oldest = frames == 0 ? storedAtMillis : oldest;
            newest = storedAtMillis;
            frames++;
            messages += Retention.messages(frame);
            bytes += frame.remaining();
            return true;
        }
    }

    @Override
    public Integer call() {
        store.read(opened -> StoreOption.forEach(opened.channels(), name -> list(opened, name), this::problem));
        console.flush();
        return incomplete ? 1 : 0;
    }

    private void problem(@Nullable ChannelName channel, IOException problem) {
        incomplete = true;
        lines.write(line -> {
            if (channel != null) {
                line.writeStringField("channel", channel.text());
            }
            line.writeStringField("problem", problem.getMessage());
        });
    }

    private void list(HistoryStore opened, ChannelName name) throws IOException {
        Sum sum = new Sum();
        StoreOption.load(opened, name, sum);
        lines.write(line -> {
            line.writeStringField("channel", name.text());
            line.writeNumberField("frames", sum.frames);
            line.writeNumberField("messages", sum.messages);
            line.writeNumberField("bytes", sum.bytes);
            if (sum.frames > 0) {
                line.writeStringField("oldest", Instant.ofEpochMilli(sum.oldest).toString());
                line.writeStringField("newest", Instant.ofEpochMilli(sum.newest).toString());
            }
        });
    }
}
