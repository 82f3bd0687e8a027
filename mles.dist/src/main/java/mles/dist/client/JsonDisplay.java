package mles.dist.client;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import mles.client.Received;
import mles.client.Sealing;
import mles.dist.console.JsonLines;

/** A line of JSON for each message, empty ones included: uid, channel, cid, received, sealed where it was, and text or, where it is none, base64. */
final class JsonDisplay implements Display {
    private final JsonLines lines;
    private final InstantSource clock;

    /** @param clock tells the time; a message has none on the wire, so it is that of its arrival here */
    JsonDisplay(PrintStream out, InstantSource clock) {
        this.clock = clock;
        this.lines = new JsonLines(out);
    }

    @Override
    public boolean show(Received received) {
        lines.write(line -> {
            line.writeStringField("uid", received.uid());
            line.writeStringField("channel", received.channel());
            line.writeStringField("cid", received.frame().cid().toString());
            line.writeStringField("received", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            if (received.sealing() != Sealing.NONE) {
                line.writeStringField("sealed", received.sealing().name().toLowerCase(Locale.ROOT));
            }
            JsonLines.content(line, received.payload());
        });
        return true;
    }
}
