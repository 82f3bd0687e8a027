package mles.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import mles.server.admin.HttpResult;
import mles.server.channel.HubControl;
import mles.server.metrics.ChannelStats;

/** The busiest channels as JSON. A class of its own, so that a start does not load the library for JSON. */
final class ChannelsPage {
    private static final int USUAL = 100;
    private static final int MOST = 10_000;
    private static final JsonFactory JSON = new JsonFactory();

    private ChannelsPage() {
    }

    /** {@return as many channels as {@code query} wants} */
    static HttpResult of(Map<String, String> query, HubControl hubs) {
        String limit = query.getOrDefault("limit", Integer.toString(USUAL));
        if (!limit.matches("[0-9]{1,5}") || Integer.parseInt(limit) > MOST) {
            throw new IllegalArgumentException("limit: expected a number from 0 to " + MOST);
        }
        return hubs.totals(Integer.parseInt(limit))
                .map(found -> HttpResult.of("application/json", json(found.busiest())))
                .orElseGet(() -> HttpResult.health(false, "an event loop does not answer"));
    }

    private static String json(List<ChannelStats> channels) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeArrayFieldStart("channels");
            for (ChannelStats channel : channels) {
                write(channel, out);
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a writer of strings has no faults", e);
        }
        return text.toString();
    }

    private static void write(ChannelStats channel, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", channel.name().text());
        out.writeNumberField("members", channel.members());
        out.writeNumberField("frames", channel.frames());
        out.writeNumberField("bytes", channel.bytes());
        out.writeNumberField("historyFrames", channel.historyFrames());
        out.writeNumberField("historyBytes", channel.historyBytes());
        out.writeEndObject();
    }
}
