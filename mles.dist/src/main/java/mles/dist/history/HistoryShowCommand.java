package mles.dist.history;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.dist.console.JsonLines;
import mles.protocol.ChannelName;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.server.spi.HistoryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is stored of a channel, for people and their scripts. */
@Command(name = "show", description = """
        Print a line of JSON for each stored frame of a channel: time, cid, uid, and text or base64; a frame that is no \
        message has its payload only. Exit code 1 when nothing is stored of the channel.""")
final class HistoryShowCommand implements Callable<Integer> {
    private final Console console;
    private final JsonLines lines;
    @Mixin
    private final StoreOption store;
    @Parameters(index = "1", paramLabel = "CHANNEL", description = "Channel to show.")
    private String channel = "";

    HistoryShowCommand(Console console) {
        this.console = console;
        this.store = new StoreOption(console);
        this.lines = new JsonLines(console.out());
    }

    @Override
    public Integer call() {
        store.read(opened -> show(opened, new ChannelName(channel)));
        console.flush();
        return 0;
    }

    private void show(HistoryStore opened, ChannelName name) throws IOException {
        boolean[] stored = {false};
        StoreOption.load(opened, name, (frame, time) -> {
            stored[0] = true;
            lines.write(line -> show(line, Frame.copyOf(frame), time));
            return true;
        });
        if (!stored[0]) {
            throw StoreOption.nothingOf(name);
        }
    }

    private static void show(JsonGenerator line, Frame frame, long time) throws IOException {
        line.writeStringField("time", Instant.ofEpochMilli(time).toString());
        line.writeStringField("cid", frame.cid().toString());
        ByteBuffer content = frame.payload();
        try {
            Message message = Message.decode(frame.payload());
            line.writeStringField("uid", message.uid());
            content = message.payload();
        } catch (ProtocolException e) {
            // Only first frames are looked into; the others may be anything (SPEC 3.5).
        }
        JsonLines.content(line, content);
    }
}
