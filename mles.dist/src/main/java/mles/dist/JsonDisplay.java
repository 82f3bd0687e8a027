package mles.dist;

import java.io.PrintStream;
import mles.client.Received;

/** A line of JSON for each message, empty ones included: uid, channel, cid, and text or, where it is none, base64. */
final class JsonDisplay implements Display {
    private final JsonLines lines;

    JsonDisplay(PrintStream out) {
        this.lines = new JsonLines(out);
    }

    @Override
    public boolean show(Received received) {
        lines.write(line -> {
            line.writeStringField("uid", received.uid());
            line.writeStringField("channel", received.channel());
            line.writeStringField("cid", received.frame().cid().toString());
            JsonLines.content(line, received.payload());
        });
        return true;
    }
}
