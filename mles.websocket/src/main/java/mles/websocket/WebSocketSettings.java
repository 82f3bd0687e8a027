package mles.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.server.config.Setting;
import mles.server.config.SettingTypes;
import mles.server.config.Subnet;

/** Settings of front ends for browsers. */
public final class WebSocketSettings {
    /** Authentication of browsers; has to be set where a key guards a listener that is not on loopback. */
    public static final Setting<BrowserAuth> WS_AUTH = SettingTypes.of("ws-auth", "none or token",
            "Browser authentication; required if a key is set and a listener for browsers is not on loopback.",
            () -> BrowserAuth.NONE, text -> BrowserAuth.valueOf(text.toUpperCase(Locale.ROOT)), BrowserAuth::toString,
            choice -> true).forProxies();
    /** The pages that may open WebSockets, by origin. */
    public static final Setting<List<String>> ORIGINS = SettingTypes.list("origins",
            "a list of origins such as https://example.org:8443 (without wildcard and path), same-host, null, or *",
            "Pages whose scripts may connect.", List.of("same-host"),
            origins -> origins.stream().allMatch(WebSocketSettings::isOrigin)).forProxies();
    /** The page that front ends for browsers serve. */
    public static final Setting<Boolean> WS_PAGE = SettingTypes.onOrOff("ws-page", true,
            "Chat page for browsers.").forProxies();
    /** Time between pings of a WebSocket. */
    public static final Setting<Duration> WS_PING = SettingTypes.time("ws-ping", Duration.ofSeconds(12),
            "Time between pings of a WebSocket.").forProxies();
    /** Silence after which a WebSocket ends. */
    public static final Setting<Duration> WS_TIMEOUT = SettingTypes.time("ws-timeout", Duration.ofSeconds(36),
            "Silence after which a WebSocket is closed.").forProxies();
    /** Members on one WebSocket. */
    public static final Setting<Integer> WS_MAX_CHANNELS = SettingTypes.number("ws-max-channels", 64, 1, 1_000_000,
            "Members, each of one channel, on one WebSocket.").forProxies();

    /** Control frames, and fragments of less than 1 KiB but for the last, of one WebSocket in a second; zero is no limit. */
    public static final Setting<Integer> WS_CONTROLS_PER_SECOND = SettingTypes.limit("ws-controls-per-second", 1000,
            "Control frames and fragments below 1KiB from one WebSocket, per second.").forProxies();

    /** Messages in one request by HTTP. */
    public static final Setting<Integer> HTTP_BATCH_MESSAGES = SettingTypes.number("http-batch-messages", 1000, 1,
            100_000, "Messages in one request by HTTP.");
    /** Bytes of one request by HTTP with several messages. An engine of a cluster keeps so many together. */
    public static final Setting<Long> HTTP_BATCH_BYTES = SettingTypes.size("http-batch-bytes", 512L << 10, 1 << 10,
            16L << 20, "Request by HTTP with several messages, in bytes.");

    /** Requests whose repeats get the same answer. */
    public static final Setting<Integer> HTTP_IDEMPOTENCY_KEYS = SettingTypes.number("http-idempotency-keys", 10_000, 0,
            10_000_000, "Requests with Idempotency-Key whose answers are kept.");
    /** Time for which repeats of a request get the same answer. */
    public static final Setting<Duration> HTTP_IDEMPOTENCY_TIME = SettingTypes.positiveTime("http-idempotency-time",
            Duration.ofMinutes(10), "Time for which an answer to a request with Idempotency-Key is kept.");

    /** Tickets at a time. */
    public static final Setting<Integer> HTTP_TICKETS = SettingTypes.number("http-tickets", 10_000, 1, 10_000_000,
            "Tickets for addresses of requests by HTTP.");
    /** Time for which a ticket is good. */
    public static final Setting<Duration> HTTP_TICKET_TIME = SettingTypes.positiveTime("http-ticket-time",
            Duration.ofMinutes(1), "Time for which a ticket is good.");

    /** Networks of proxies in front, whose headers are believed. */
    public static final Setting<List<Subnet>> TRUSTED_PROXIES = SettingTypes.of("trusted-proxies",
            "a list of networks such as 10.0.0.0/8, fd00::/8 or 192.0.2.7",
            "Networks of HTTP proxies whose Forwarded or X-Forwarded headers tell the client's address and host.",
            List::<Subnet>of,
            WebSocketSettings::subnets,
            networks -> networks.stream().map(Subnet::toString).collect(Collectors.joining(",")), networks -> true)
            .forProxies();

    private static final List<Setting<?>> ALL = List.of(WS_AUTH, ORIGINS, WS_PAGE, WS_PING, WS_TIMEOUT, WS_MAX_CHANNELS,
            WS_CONTROLS_PER_SECOND, HTTP_BATCH_MESSAGES, HTTP_BATCH_BYTES, HTTP_IDEMPOTENCY_KEYS, HTTP_IDEMPOTENCY_TIME,
            HTTP_TICKETS, HTTP_TICKET_TIME, TRUSTED_PROXIES);

    private WebSocketSettings() {
    }

    /** {@return all of them} */
    public static List<Setting<?>> all() {
        return ALL;
    }

    private static List<Subnet> subnets(String text) {
        return text.isEmpty() ? List.of() : Stream.of(text.split("[,\\s]+")).map(Subnet::parse).toList();
    }

    private static boolean isOrigin(String text) {
        return text.equals("same-host") || text.equals("*") || WebOrigin.normal(text).isPresent();
    }
}
