package mles.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import mles.server.spi.BoundedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows pages to operators by HTTP, and lets them act where that is allowed. It has threads of its own, so it answers while event loops
 * are stuck, which is when it is needed.
 */
public final class AdminListener {
    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);
    private static final BoundedLog REFUSALS = new BoundedLog(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final BoundedLog FAULTS = new BoundedLog(Duration.ZERO, Duration.ofSeconds(10));
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Page> pages;
    private final Map<String, Action> actions;
    private final AdminAccess adminAccess;
    private final ActionAccess actionAccess;
    private final ToLongFunction<InetSocketAddress> guessed;

    /**
     * Starts to listen.
     *
     * @param guessed tells for how many nanoseconds the answer to a wrong token waits
     * @param pages   by their paths
     * @param actions by their paths
     * @throws IOException when that is not possible there
     */
    public AdminListener(InetSocketAddress where, AdminAccess adminAccess, ActionAccess actionAccess,
            ToLongFunction<InetSocketAddress> guessed, Map<String, Page> pages, Map<String, Action> actions)
            throws IOException {
        if (where.isUnresolved()) {
            throw new UnknownHostException("unknown host " + where.getHostString());
        }
        this.pages = Map.copyOf(pages);
        this.actions = Map.copyOf(actions);
        this.adminAccess = adminAccess;
        this.actionAccess = actionAccess;
        this.guessed = guessed;
        server = HttpServer.create(where, 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** {@return the bound address} */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Listens no more; answers under way are cut off. */
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResult result = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", result.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            byte[] body = result.body().getBytes(StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(result.status(), -1);
            } else {
                exchange.sendResponseHeaders(result.status(), body.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(body);
                }
            }
        }
    }

    private HttpResult answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        Action action = method.equals("POST") ? actions.get(path) : null;
        if (action == null && !method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return HttpResult.text(405, "GET or HEAD");
        }
        Page page = pages.get(path);
        if (action == null && page == null) {
            return HttpResult.text(404, "nothing is here");
        }
        if (!adminAccess.mayAsk(path, exchange.getRequestHeaders())) {
            refuse(exchange);
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"mles\"");
            return HttpResult.text(401, "the token is missing or wrong");
        }
        if (action != null && !actionAccess.mayAct(exchange.getRequestHeaders())) {
            REFUSALS.add("admin-action-refused", count -> LOG.info(
                    "admin-action-refused: actions that are off, or not of the page, requests={}, one={}", count,
                    exchange.getRemoteAddress()));
            return HttpResult.text(403, "action: expected admin-actions on, the page's own origin and its token");
        }
        try {
            Map<String, String> query = Parameters.of(exchange.getRequestURI().getRawQuery());
            return action != null
                    ? action.act(query, exchange.getRemoteAddress())
                    : Objects.requireNonNull(page).show(query);
        } catch (IllegalArgumentException e) {
            return HttpResult.text(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            FAULTS.add(path, count -> LOG.error("internal: a page cannot be shown, path={}, times={}", path, count, e));
            return HttpResult.text(500, "a fault of the server");
        }
    }

    /** On a thread of its own, which may wait. */
    private void refuse(HttpExchange exchange) {
        InetSocketAddress remote = exchange.getRemoteAddress();
        REFUSALS.add("admin-refused",
                count -> LOG.info("admin-refused: requests without the token, requests={}, one={}", count, remote));
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            LockSupport.parkNanos(guessed.applyAsLong(remote));
        }
    }
}
