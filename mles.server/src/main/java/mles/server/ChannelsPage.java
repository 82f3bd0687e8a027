package mles.server;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import mles.server.admin.HttpResult;
import mles.server.admin.Json;
import mles.server.channel.HubControl;
import mles.server.metrics.ChannelStats;

/** The busiest channels as JSON. */
final class ChannelsPage {
    private static final int USUAL = 100;
    private static final int MOST = 10_000;

    private ChannelsPage() {
    }

    /** {@return as many channels as {@code query} wants} */
    static HttpResult of(Map<String, String> query, HubControl hubs) {
        String limit = query.getOrDefault("limit", Integer.toString(USUAL));
        if (!limit.matches("[0-9]{1,5}") || Integer.parseInt(limit) > MOST) {
            throw new IllegalArgumentException("limit: expected a number from 0 to " + MOST);
        }
        return hubs.totals(Integer.parseInt(limit))
                .map(found -> Json.of(out -> Json.array(out, "channels", found.busiest(), ChannelsPage::write)))
                .orElseGet(() -> HttpResult.health(false, "an event loop does not answer"));
    }

    private static void write(ChannelStats channel, JsonGenerator out) throws IOException {
        out.writeStringField("name", channel.name().text());
        out.writeNumberField("members", channel.members());
        out.writeNumberField("frames", channel.frames());
        out.writeNumberField("bytes", channel.bytes());
        out.writeNumberField("historyFrames", channel.historyFrames());
        out.writeNumberField("historyBytes", channel.historyBytes());
    }
}
