package mles.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import mles.server.admin.HttpResult;
import mles.server.admin.PrometheusText;
import mles.server.admin.Page;
import mles.server.metrics.HubTotals;
import mles.server.metrics.ChannelStats;
import mles.server.channel.HubControl;

/** Pages of a running server for operators. */
final class AdminPages {
    /** Pages open to every client that reaches the listener: an orchestrator has no token. */
    static final Set<String> OPEN = Set.of("/livez", "/readyz");

    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);
    private static final int CHANNELS = 100;
    private static final int MOST_CHANNELS = 10_000;
    private static final Map<String, String> FILES = Map.of("/", "status.html", "/status.js", "status.js",
            "/status.css", "status.css");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8");

    private static final JsonFactory JSON = new JsonFactory();

    private final HubControl hubs;
    private final EventLoopMonitor delays;
    private final ServerMetrics metrics;
    private final Supplier<String> unready;

    /** @param unready tells the reason not to send clients here, empty without one */
    AdminPages(HubControl hubs, EventLoopMonitor delays, ServerMetrics metrics, Supplier<String> unready) {
        this.hubs = hubs;
        this.delays = delays;
        this.metrics = metrics;
        this.unready = unready;
    }

    /** {@return all of them by their paths} */
    Map<String, Page> all() {
        Map<String, Page> pages = new HashMap<>();
        pages.put("/metrics", query -> HttpResult.of(PrometheusText.TYPE, metrics.text()));
        pages.put("/livez", query -> HttpResult.health(delays.overdue().compareTo(LONGEST_TURN) < 0,
                "an event loop has not turned for " + delays.overdue().toSeconds() + " s"));
        pages.put("/readyz", query -> {
            String reason = unready.get();
            return HttpResult.health(reason.isEmpty(), reason);
        });
        pages.put("/channels", query -> channels(query.getOrDefault("limit", Integer.toString(CHANNELS))));
        FILES.forEach((path, name) -> {
            HttpResult file = HttpResult.of(TYPES.getOrDefault(name.substring(name.indexOf('.') + 1), ""), read(name));
            pages.put(path, query -> file);
        });
        return pages;
    }

    private HttpResult channels(String limit) {
        if (!limit.matches("[0-9]{1,5}") || Integer.parseInt(limit) > MOST_CHANNELS) {
            throw new IllegalArgumentException("limit: expected a number from 0 to " + MOST_CHANNELS);
        }
        Optional<HubTotals> totals = hubs.totals(Integer.parseInt(limit));
        return totals.map(found -> HttpResult.of("application/json", json(found.busiest())))
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

    private static String read(String name) {
        try (InputStream in = AdminPages.class.getResourceAsStream("admin/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + ": expected a file of the module, was none");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
