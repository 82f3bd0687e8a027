package mles.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import mles.server.spi.BoundedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows pages to operators by HTTP, and takes nothing from them. It has threads of its own, so it answers while event loops
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
    private final AdminAccess adminAccess;
    private final ToLongFunction<InetSocketAddress> guessed;

    /**
     * Starts to listen.
     *
     * @param guessed tells for how many nanoseconds the answer to a wrong token waits
     * @param pages   by their paths
     * @throws IOException when that is not possible there
     */
    public AdminListener(InetSocketAddress where, AdminAccess adminAccess,
            ToLongFunction<InetSocketAddress> guessed, Map<String, Page> pages) throws IOException {
        if (where.isUnresolved()) {
            throw new UnknownHostException("unknown host " + where.getHostString());
        }
        this.pages = Map.copyOf(pages);
        this.adminAccess = adminAccess;
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
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return HttpResult.text(405, "GET or HEAD");
        }
        String path = exchange.getRequestURI().getPath();
        Page page = pages.get(path);
        if (page == null) {
            return HttpResult.text(404, "nothing is here");
        }
        if (!adminAccess.mayAsk(path, exchange.getRequestHeaders())) {
            refuse(exchange);
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"mles\"");
            return HttpResult.text(401, "the token is missing or wrong");
        }
        try {
            return page.show(query(exchange.getRequestURI().getQuery()));
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

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            int sign = pair.indexOf('=');
            if (sign > 0) {
                query.put(pair.substring(0, sign), pair.substring(sign + 1));
            }
        }
        return query;
    }
}
