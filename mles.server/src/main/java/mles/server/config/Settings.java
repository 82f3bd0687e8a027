package mles.server.config;

import static mles.server.config.SettingTypes.KIB;
import static mles.server.config.SettingTypes.MIB;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Header;
import mles.server.spi.HistorySync;

/** All settings of the server, in the order in which they are shown. */
public final class Settings {
    /** The value of {@link #HISTORY} that stands for no store. */
    public static final String MEMORY = "memory";

    /**
     * Addresses to listen on: {@code tcp://HOST:PORT}, or with another scheme of a front end that is there; port 0 takes a free one.
     */
    public static final Setting<List<String>> LISTEN = SettingTypes.list("listen",
            "a list of SCHEME://HOST:PORT such as tcp://[::]:8077; 'mles plugins' lists the schemes",
            "Addresses to listen on.", List.of("tcp://[::]:8077"), uris -> !uris.isEmpty()).forProxies();

    /** Networks of load balancers, whose connections begin with a PROXY header; empty is none. */
    public static final Setting<List<Subnet>> PROXY_PROTOCOL = SettingTypes.of("proxy-protocol",
            "a list of networks such as 10.0.0.0/8, fd00::/8 or 192.0.2.7",
            "Networks of load balancers, whose connections must begin with a PROXY v2 header; its address is the client's.",
            List::<Subnet>of, Settings::subnets,
            networks -> networks.stream().map(Subnet::toString).collect(Collectors.joining(",")), networks -> true)
            .repeatable().forProxies();

    /** The upstream server (SPEC 6): {@code host}, {@code host:port} or {@code tcp://HOST[:PORT]}, {@code tls://…}; empty is none. */
    public static final Setting<String> PEER = SettingTypes.of("peer",
            "host, host:port, tcp://HOST[:PORT] or tls://HOST[:PORT]",
            "Upstream server, to which every channel is linked.", () -> "",
            PeerAddress::checked, text -> text, text -> true);
    /** First and longest wait before the upstream server is dialled again. */
    public static final Setting<RetryDelay> PEER_WAIT = SettingTypes.of("peer-wait",
            "two times such as 5s…600s, the shorter one first",
            "Wait before the peer is dialled again, at first and at most.",
            () -> new RetryDelay(Duration.ofSeconds(5), Duration.ofSeconds(600)), RetryDelay::parse,
            RetryDelay::toString,
            wait -> wait.longest().compareTo(SettingTypes.LONGEST) <= 0);
    /** Time that the link of a channel without members stays; zero is for ever. */
    public static final Setting<Duration> PEER_IDLE = SettingTypes.time("peer-idle", Duration.ofMinutes(10),
            "Time for which a channel without members stays linked to the peer.");
    /** The connection id of all links, up to eight hexadecimal digits (SPEC 6.5); empty is that of the first member. */
    public static final Setting<String> PEER_CID = SettingTypes.of("peer-cid", "1 to 8 hexadecimal digits",
            "Connection id of all links to the peer, the same for all servers of a group.", () -> "",
            text -> text.isEmpty() ? text : ConnectionId.parse(text).toString(), text -> text, text -> true);
    /** The engine of a cluster: {@code SCHEME://HOST:PORT} and what its plugin takes behind that; empty is none. */
    public static final Setting<String> CLUSTER = SettingTypes.of("cluster",
            "SCHEME://HOST:PORT such as nats://HOST:PORT,HOST:PORT; 'mles plugins' lists the schemes",
            "Engine that gives many servers the same channels.", () -> "", text -> text, text -> text,
            text -> text.isEmpty() || text.matches("[a-z][a-z0-9+.-]*://[^\\s]+"));
    /** Longest time that a message waits for its place in a cluster, or a channel for its history. */
    public static final Setting<Duration> CLUSTER_TIMEOUT = SettingTypes.positiveTime("cluster-timeout",
            Duration.ofSeconds(30),
            "Longest wait of a message for its place in the cluster, and of a join for the history of its channel.");

    /** Messages that a channel keeps for those who join later; empty joins are not counted (SPEC 5.3). */
    public static final Setting<Integer> HISTORY_LIMIT = SettingTypes.number("history-limit", 100, 0, 100_000_000,
            "Messages in the history of each channel.").perChannel().reloadable();
    /** Bytes of frames that a channel keeps for those who join later. */
    public static final Setting<Long> HISTORY_BYTES = SettingTypes.size("history-bytes", 64 * MIB, 0, Long.MAX_VALUE,
            "Bytes in the history of each channel.").perChannel().reloadable();
    /** Time that a channel keeps a frame for later members. */
    public static final Setting<Duration> HISTORY_AGE = SettingTypes.time("history-age", Duration.ZERO,
            "Age at which a message leaves the history of its channel.").perChannel().reloadable();
    /** Store of history that survives the server: {@code memory} (nowhere), or {@code NAME[:ARGUMENT]} of a store. */
    public static final Setting<String> HISTORY = SettingTypes.of("history",
            "memory, or NAME:ARGUMENT such as file:DIR",
            "Store in which history survives the server.", () -> MEMORY, text -> text, text -> text,
            text -> !text.isEmpty() && !text.startsWith(":"));
    /** Time at which stored frames are safe against a loss of power; with {@code always} no member sees a frame before. */
    public static final Setting<HistorySync> HISTORY_SYNC = SettingTypes.of("history-sync",
            "none, interval:TIME such as interval:1s, or always",
            "Time at which stored messages are safe against a loss of power; with always, members get them no earlier.",
            () -> HistorySync.every(Duration.ofSeconds(1)), SettingTypes::sync, SettingTypes::print, sync -> true);
    /** Bytes that the store may take in all; 0 is no limit. */
    public static final Setting<Long> HISTORY_DISK_LIMIT = SettingTypes.sizeOrOff("history-disk-limit", 16 * MIB,
            "Bytes that the store may take, in all.");
    /** Longest time that the load of a stored channel may go without progress. */
    public static final Setting<Duration> HISTORY_LOAD_TIMEOUT = SettingTypes.positiveTime("history-load-timeout",
            Duration.ofSeconds(5),
            "Time without progress after which the load of a stored channel ends, and longest wait for a peer's history.");
    /** Bytes that a reader may lag behind before it is parked (SPEC 9, row 6). */
    public static final Setting<Long> DELIVERY_WINDOW = SettingTypes
            .size("delivery-window", 32 * MIB, 64 * KIB, 1 << 30,
                    "Bytes by which a reader may lag behind its channel.")
            .perChannel().reloadable();
    /** Time that publishers wait for a reader that takes nothing. */
    public static final Setting<Duration> SLOW_READER_PAUSE = SettingTypes.time("slow-reader-pause",
            Duration.ofSeconds(2),
            "Wait of publishers for a reader that makes no progress.");

    /** The longest payload of a frame after the first, in bytes. */
    public static final Setting<Integer> MAX_FRAME = SettingTypes
            .number("max-frame", Header.MAX_PAYLOAD, 1, Header.MAX_PAYLOAD,
                    "Longest payload of a frame, in bytes.")
            .forProxies();
    /** The longest payload of a first frame, in bytes. */
    public static final Setting<Integer> MAX_FIRST_FRAME = SettingTypes.number("max-first-frame", Header.MAX_PAYLOAD, 1,
            Header.MAX_PAYLOAD, "Longest payload of a first frame, in bytes.").forProxies();
    /** The longest uid or channel, in bytes of UTF-8. */
    public static final Setting<Long> MAX_NAME = SettingTypes.size("max-name", 4 * KIB, 0, Header.MAX_PAYLOAD,
            "Longest uid or channel name.");
    /**
     * Bytes of first frames that may be held for connections that are not authenticated yet, in all. Where it is not
     * set, half of {@link #MEMORY_LIMIT} bounds it, too.
     */
    public static final Setting<Long> MAX_UNAUTHENTICATED = SettingTypes.size("max-unauthenticated",
            () -> HostDefaults.unauthenticatedLimit(HostDefaults.messageMemory()), KIB, Long.MAX_VALUE,
            "Bytes held for unauthenticated connections, in all.").forProxies();
    /** Time that a connection may be silent before its first byte. */
    public static final Setting<Duration> FIRST_BYTE_TIMEOUT = SettingTypes.time("first-byte-timeout",
            Duration.ofMinutes(2),
            "Silence of a new connection before its first byte.");
    /** Time from the first byte of a connection to its first header, and between two pieces of its first frame. */
    public static final Setting<Duration> FIRST_FRAME_TIMEOUT = SettingTypes
            .time("first-frame-timeout", Duration.ofSeconds(10),
                    "Silence of a connection after its first byte, before its first frame is complete.")
            .forProxies();
    /** The slowest first frame, in bytes a second over 30 seconds; 0 is off. */
    public static final Setting<Long> FIRST_FRAME_RATE = SettingTypes.size("first-frame-rate", 16 * KIB, 0, 1 << 30,
            "Slowest first frame, in bytes per second, measured over 30 seconds.");
    /** Time that a later frame may stall half way. */
    public static final Setting<Duration> FRAME_TIMEOUT = SettingTypes.time("frame-timeout", Duration.ofSeconds(60),
            "Stall within a later frame.").forProxies();

    /** Connections at a time. */
    public static final Setting<Integer> MAX_CONNECTIONS = SettingTypes
            .number("max-connections", HostDefaults::connectionLimit, 1,
                    Integer.MAX_VALUE, "Connections at a time.")
            .reloadable().forProxies();
    /** Connections at a time from one address, or network of 64 bits of IPv6; zero is no limit. */
    public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS = SettingTypes.limit("max-connections-per-address",
            "Connections at a time from one address, or IPv6 network of 64 bits.").reloadable().forProxies();
    /** Joins, good or not, that those of one address may try in a second; zero is no limit. */
    public static final Setting<Integer> JOIN_RATE_PER_ADDRESS = SettingTypes.limit("join-rate-per-address",
            "Joins from one address, good or not, per second.").reloadable();
    /** Wrong keys and tokens of one address that are answered at once in a second; later ones wait. Zero is no limit. */
    public static final Setting<Integer> WRONG_KEY_RATE_PER_ADDRESS = SettingTypes
            .limit("wrong-key-rate-per-address", 10,
                    "Wrong keys and tokens of one address, per second; each further one is answered after 2 seconds.")
            .forProxies();
    /** Bytes that those of one address may publish in a second; they are read no faster. Zero is no limit. */
    public static final Setting<Long> PUBLISH_RATE_PER_ADDRESS = SettingTypes.sizeOrOff("publish-rate-per-address", KIB,
            "Bytes published from one address, per second; its members are read no faster.").reloadable();
    /** Channels at a time, those with history only included. */
    public static final Setting<Integer> MAX_CHANNELS = SettingTypes.number("max-channels", 1_000_000, 1,
            Integer.MAX_VALUE,
            "Channels at a time; the oldest without members makes room.");
    /** Time that a channel without members keeps its history. */
    public static final Setting<Duration> CHANNEL_IDLE = SettingTypes.time("channel-idle", Duration.ZERO,
            "Time for which a channel without members is kept.");
    /** Bytes of all logs, half-read frames and batches. */
    public static final Setting<Long> MEMORY_LIMIT = SettingTypes.of("memory-limit",
            "a size of at least 16MiB, or a share of the machine's memory such as 25%", "Memory for messages, in all.",
            HostDefaults::messageMemory, text -> text.endsWith("%") ? HostDefaults.memoryShare(text) : Units.size(text),
            Units::size, value -> value >= 16 * MIB);
    /** Bytes of Java's heap for channels and members, names included. */
    public static final Setting<Long> HEAP_LIMIT = SettingTypes.size("heap-limit", HostDefaults::heapForMembers, MIB,
            Long.MAX_VALUE,
            "Part of Java's heap for channels and members, with their names.");

    /** Time that publishers wait for memory before a member that holds much is closed. */
    public static final Setting<Duration> MEMORY_PRESSURE_TIMEOUT = SettingTypes.time("memory-pressure-timeout",
            Duration.ofSeconds(10),
            "Wait of publishers for memory before the members that hold most are closed.");

    /** Idle time before the first keepalive probe. */
    public static final Setting<Duration> KEEPALIVE_IDLE = SettingTypes.time("keepalive-idle", Duration.ofSeconds(5),
            "Idle time before the first keepalive probe.").forProxies();
    /** Time between keepalive probes. */
    public static final Setting<Duration> KEEPALIVE_INTERVAL = SettingTypes
            .positiveTime("keepalive-interval", Duration.ofSeconds(5),
                    "Time between keepalive probes.")
            .forProxies();
    /** Probes without an answer before a connection counts as dead. */
    public static final Setting<Integer> KEEPALIVE_COUNT = SettingTypes.number("keepalive-count", 4, 1, 127,
            "Keepalive probes without an answer before a connection is dead.").forProxies();
    /** Time that sent bytes may stay unacknowledged; with epoll only. */
    public static final Setting<Duration> TCP_USER_TIMEOUT = SettingTypes
            .time("tcp-user-timeout", Duration.ofSeconds(30),
                    "Time for which sent bytes may stay unacknowledged (epoll only).")
            .forProxies();
    /** Time that a stop waits for pending deliveries. */
    public static final Setting<Duration> DRAIN_TIME = SettingTypes.time("drain-time", Duration.ofSeconds(5),
            "Longest wait for readers at a stop.");

    /** Holds later frames to the uid and channel of the first, unless a key has the right to relay. */
    public static final Setting<Boolean> VERIFY_FRAMES = SettingTypes.onOrOff("verify-frames", false,
            "Check that each frame bears the names of its member.");
    /** The name of the key that the frames of browsers are made with; empty is the first. */
    public static final Setting<String> WS_KEY = keyName("ws-key",
            "Key of the ring for the frames of browsers, if not the first.");
    /** The name of the key that links to the peer are made with; empty is the first. */
    public static final Setting<String> PEER_KEY = keyName("peer-key",
            "Key of the ring for links to the peer, if not the first.");

    /** Address of the HTTP listener for metrics, health and channels: {@code HOST:PORT}; empty for none. */
    public static final Setting<String> ADMIN = SettingTypes.of("admin", "HOST:PORT",
            "Address of metrics, health and channels by HTTP; needs a token off this machine.", () -> "",
            text -> {
                if (!text.isEmpty()) {
                    ListenAddress.forOperators(text);
                }
                return text;
            }, text -> text, text -> true);
    /** Permission to evict members and to purge history by HTTP. */
    public static final Setting<Boolean> ADMIN_ACTIONS = SettingTypes.onOrOff("admin-actions", false,
            "Actions of operators by HTTP: evict a member, purge a history.");
    /** Permission to read the last messages of a channel by HTTP. */
    public static final Setting<Boolean> ADMIN_MESSAGES = SettingTypes.onOrOff("admin-messages", false,
            "Last messages of a channel by HTTP.");
    /** Channels that have metrics of their own. */
    public static final Setting<Integer> METRICS_CHANNELS = SettingTypes.number("metrics-channels", 20, 0, 10_000,
            "Channels with metrics of their own, the busiest first.");

    /** Transport under the sockets. */
    public static final Setting<Transport> TRANSPORT = SettingTypes.of("transport", "auto, epoll or nio",
            "Implementation of sockets.", () -> Transport.AUTO,
            text -> Transport.valueOf(text.toUpperCase(Locale.ROOT)), Transport::toString, choice -> true).forProxies();
    /** Event loops for members; one more is for those who are not, yet. */
    public static final Setting<Integer> EVENT_LOOPS = SettingTypes.number("event-loops", HostDefaults::loops, 1, 1024,
            "Event loops for members; an accept loop is added.").forProxies();

    private static final List<Setting<?>> ALL = List.of(LISTEN, PROXY_PROTOCOL, PEER, PEER_WAIT, PEER_IDLE, PEER_CID,
            CLUSTER,
            CLUSTER_TIMEOUT, HISTORY_LIMIT,
            HISTORY_BYTES, HISTORY_AGE, HISTORY, HISTORY_SYNC, HISTORY_DISK_LIMIT, HISTORY_LOAD_TIMEOUT,
            DELIVERY_WINDOW, SLOW_READER_PAUSE, MAX_FRAME, MAX_FIRST_FRAME, MAX_NAME, MAX_UNAUTHENTICATED,
            FIRST_BYTE_TIMEOUT, FIRST_FRAME_TIMEOUT, FIRST_FRAME_RATE, FRAME_TIMEOUT, MAX_CONNECTIONS,
            MAX_CONNECTIONS_PER_ADDRESS, JOIN_RATE_PER_ADDRESS, WRONG_KEY_RATE_PER_ADDRESS, PUBLISH_RATE_PER_ADDRESS,
            MAX_CHANNELS, CHANNEL_IDLE, MEMORY_LIMIT, HEAP_LIMIT, MEMORY_PRESSURE_TIMEOUT, KEEPALIVE_IDLE,
            KEEPALIVE_INTERVAL, KEEPALIVE_COUNT, TCP_USER_TIMEOUT, DRAIN_TIME, WS_KEY, PEER_KEY, VERIFY_FRAMES, ADMIN,
            ADMIN_ACTIONS, ADMIN_MESSAGES, METRICS_CHANNELS, TRANSPORT, EVENT_LOOPS);

    private Settings() {
    }

    /** {@return all settings of the server itself; front ends may bring others} */
    public static List<Setting<?>> all() {
        return ALL;
    }

    private static List<Subnet> subnets(String text) {
        return text.isEmpty() ? List.of() : Stream.of(text.split("[,\\s]+")).map(Subnet::parse).toList();
    }

    private static Setting<String> keyName(String name, String description) {
        return SettingTypes.of(name, "the name of a key", description, () -> "", text -> text, text -> text,
                text -> true);
    }
}
