package mles.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import mles.server.admin.HttpResult;
import mles.server.admin.Json;
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
            throw new IllegalArgumentException("limit is a number from 0 to " + MOST_CHANNELS);
        }
        Optional<HubTotals> totals = hubs.totals(Integer.parseInt(limit));
        return totals.map(found -> HttpResult.of("application/json", json(found.busiest())))
                .orElseGet(() -> HttpResult.health(false, "an event loop does not answer"));
    }

    private static String json(List<ChannelStats> channels) {
        return channels.stream().map(AdminPages::json)
                .collect(Collectors.joining(",\n", "{\"channels\":[\n", "\n]}\n"));
    }

    private static String json(ChannelStats channel) {
        return "{\"name\":" + Json.string(channel.name().text()) + ",\"members\":" + channel.members()
                + ",\"frames\":" + channel.frames() + ",\"bytes\":" + channel.bytes() + ",\"historyFrames\":"
                + channel.historyFrames() + ",\"historyBytes\":" + channel.historyBytes() + "}";
    }

    private static String read(String name) {
        try (InputStream in = AdminPages.class.getResourceAsStream("admin/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the module");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
