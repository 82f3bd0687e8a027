package mles.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import mles.server.admin.HttpResult;
import mles.server.admin.PrometheusText;
import mles.server.admin.Page;
import mles.server.channel.HubControl;

/** Pages of a running server for operators. */
final class AdminPages {
    /** Pages open to every client that reaches the listener: an orchestrator has no token. */
    static final Set<String> OPEN = Set.of("/livez", "/readyz");

    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);
    private static final String INDEX = "status.html";
    private static final List<String> FILES = List.of(INDEX, "status.css", "status.js", "api.js", "dom.js", "format.js",
            "spark.js", "overview.js", "channels.js", "channel.js", "settings.js", "confirm.js");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8");

    private final HubControl hubs;
    private final EventLoopMonitor delays;
    private final ServerMetrics metrics;
    private final Supplier<String> unready;
    private final Map<String, Page> api;

    /**
     * @param unready tells the reason not to send clients here, empty without one
     * @param api     the pages of JSON, by their paths
     */
    AdminPages(HubControl hubs, EventLoopMonitor delays, ServerMetrics metrics, Supplier<String> unready,
            Map<String, Page> api) {
        this.hubs = hubs;
        this.delays = delays;
        this.metrics = metrics;
        this.unready = unready;
        this.api = Map.copyOf(api);
    }

    /** {@return all of them by their paths} */
    Map<String, Page> all() {
        Map<String, Page> pages = new HashMap<>(api);
        pages.put("/metrics", query -> HttpResult.of(PrometheusText.TYPE, metrics.text()));
        pages.put("/livez", query -> HttpResult.health(delays.overdue().compareTo(LONGEST_TURN) < 0,
                "an event loop has not turned for " + delays.overdue().toSeconds() + " s"));
        pages.put("/readyz", query -> {
            String reason = unready.get();
            return HttpResult.health(reason.isEmpty(), reason);
        });
        pages.put("/channels", query -> ChannelsPage.of(query, hubs));
        FILES.forEach(name -> {
            HttpResult file = HttpResult.of(TYPES.getOrDefault(name.substring(name.indexOf('.') + 1), ""), read(name));
            pages.put(name.equals(INDEX) ? "/" : "/" + name, query -> file);
        });
        return pages;
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
