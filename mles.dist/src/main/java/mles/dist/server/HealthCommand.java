package mles.dist.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import mles.dist.console.CommandException;
import mles.dist.console.Console;
import mles.server.config.ConfigException;
import mles.server.config.ListenAddress;
import mles.server.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running server for its health, for probes that can start a command and nothing else. */
@Command(name = "health", description = """
        Ask a server at its address for operators whether it is ready for clients. Exit code 1 when it is not, or does \
        not answer.""", footer = {
        "",
        "The address has the same sources as with 'mles server'. All addresses (0.0.0.0, [::]) stand for this machine."})
public final class HealthCommand implements Callable<Integer> {
    /** More than any reason of ours has. */
    private static final int LONGEST_REASON = 200;

    private final Console console;
    @Option(names = "--admin", paramLabel = "HOST:PORT", description = """
            Address for operators. Default: MLES_ADMIN, or the line admin of the settings file.""")
    private @Nullable String admin;
    @Option(names = "--config", paramLabel = "FILE", description = """
            Settings file of the server; nothing but its line admin counts. Default: MLES_CONFIG.""")
    private @Nullable String config;
    @Option(names = "--live", description = """
            Ask whether it is alive: not when an event loop has been stuck for ten seconds, which takes a restart.""")
    private boolean live;
    @Option(names = "--timeout", paramLabel = "S", defaultValue = "5", description = """
            Wait for a connection, and for the answer, in seconds. Default: ${DEFAULT-VALUE}.""")
    private int timeout;

    public HealthCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (timeout < 1 || timeout > TimeUnit.DAYS.toSeconds(1)) {
            throw new ConfigException("--timeout: expected 1 to " + TimeUnit.DAYS.toSeconds(1) + ", was " + timeout);
        }
        ListenAddress server = address();
        URI page = URI.create(server.uri(server.port()) + (live ? "/livez" : "/readyz"));
        try {
            ask(page);
        } catch (IOException e) {
            throw new CommandException("no answer: " + page + ": " + e.getMessage());
        }
        console.out().println((live ? "live: " : "ready: ") + page);
        console.flush();
        return 0;
    }

    private ListenAddress address() {
        String text = text();
        ListenAddress address = ListenAddress.forOperators(text);
        if (address.port() == 0) {
            throw new ConfigException("admin: expected the port of a running server, was " + text);
        }
        InetAddress resolved = address.socketAddress().getAddress();
        return resolved != null && resolved.isAnyLocalAddress()
                ? new ListenAddress(address.scheme(), "127.0.0.1", address.port())
                : address;
    }

    private String text() {
        String named = admin != null ? admin : console.variable("MLES_ADMIN");
        if (named == null) {
            named = ConfigFile.value(config, console, Settings.ADMIN).orElse("");
        }
        if (named.isEmpty()) {
            throw new ConfigException(
                    "admin: expected an address (--admin, MLES_ADMIN, or a line of the settings file), was none");
        }
        return named;
    }

    private void ask(URI page) throws IOException {
        HttpURLConnection asked = (HttpURLConnection) page.toURL().openConnection(Proxy.NO_PROXY);
        int millis = (int) TimeUnit.SECONDS.toMillis(timeout);
        asked.setConnectTimeout(millis);
        asked.setReadTimeout(millis);
        asked.setInstanceFollowRedirects(false);
        try {
            int status = asked.getResponseCode();
            if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
                throw new CommandException((live ? "not live: " : "not ready: ") + page + ": " + reason(asked));
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new CommandException("no answer: " + page + ": expected status 200 or 503, was " + status);
            }
        } finally {
            asked.disconnect();
        }
    }

    private static String reason(HttpURLConnection asked) throws IOException {
        try (InputStream body = asked.getErrorStream()) {
            return body == null
                    ? "no reason given"
                    : new String(body.readNBytes(LONGEST_REASON), StandardCharsets.UTF_8).strip()
                            .replaceAll("\\p{Cntrl}", "?");
        }
    }
}
