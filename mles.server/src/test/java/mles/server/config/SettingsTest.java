package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    @Test
    void passwordInAnAddressIsNotRepeated() {
        assertEquals("cluster: expected " + Settings.CLUSTER.form() + ", was nats://***@127.0.0.1:4222, 127.0.0.1:4223",
                refusal(Settings.CLUSTER, "nats://ann:se/cr@et@127.0.0.1:4222, 127.0.0.1:4223"));
    }

    @Test
    void allAreListedOnceUnderTheirOwnNames() throws IllegalAccessException {
        Set<Object> fields = new HashSet<>();
        for (Field field : Settings.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Setting<?> setting) {
                assertEquals(field.getName().toLowerCase(Locale.ROOT).replace('_', '-'), setting.name());
                fields.add(setting);
            }
        }
        assertEquals(fields, new HashSet<>(Settings.all()));
        assertEquals(Settings.all().size(),
                Settings.all().stream().map(Setting::name).distinct().count());
    }

    @ParameterizedTest
    @MethodSource("mles.server.config.Settings#all")
    void words(Setting<?> setting) {
        assertTrue(setting.description().endsWith("."), setting.description());
        assertEquals(1, setting.description().lines().count());
        assertEquals(1, setting.form().lines().count());
        assertEquals(setting.name(), setting.toString());
    }

    /** The defaults that do not follow the machine, as they are promised. */
    @ParameterizedTest
    @CsvSource({"listen, tcp://[::]:8077", "peer, ''", "peer-cid, ''", "peer-wait, 5s…600s", "peer-wait, 5s..10min",
            "peer-idle, 10min", "history-limit, 100", "history-bytes, 64MiB", "history-age, off",
            "delivery-window, 32MiB", "slow-reader-pause, 2s", "max-frame, 16777215", "max-first-frame, 16777215",
            "max-name, 4KiB", "first-byte-timeout, 2min", "first-frame-timeout, 10s", "first-frame-rate, 16KiB",
            "frame-timeout, 60s",
            "max-connections-per-address, off", "join-rate-per-address, off", "wrong-key-rate-per-address, 10",
            "admin, ''",
            "metrics-channels, 20",
            "verify-frames, off", "ws-key, ''",
            "peer-key, ''",
            "max-channels, 1000000", "memory-limit, 25%", "memory-pressure-timeout, 10s", "channel-idle, off",
            "keepalive-idle, 5s",
            "keepalive-interval, 5s", "keepalive-count, 4", "tcp-user-timeout, 30s", "drain-time, 5s",
            "transport, auto"})
    void defaults(String name, String text) {
        Setting<?> setting = named(name);
        assertEquals(setting.parse(text), setting.defaultValue());
    }

    @Test
    void defaultsThatFollowTheMachine() {
        long memory = Settings.MEMORY_LIMIT.parse("100%");
        assertEquals(Math.min(Units.size("256MiB"), memory / 100 * 25 / 2),
                Settings.MAX_UNAUTHENTICATED.defaultValue());
        assertTrue(Settings.MAX_CONNECTIONS.defaultValue() >= 16);
        assertEquals((Runtime.getRuntime().maxMemory() - 16 * Units.MIB) / 2, Settings.HEAP_LIMIT.defaultValue());
        int processors = Runtime.getRuntime().availableProcessors();
        assertEquals(processors <= 2 ? 1 : processors, Settings.EVENT_LOOPS.defaultValue());
    }

    @ParameterizedTest
    @MethodSource("mles.server.config.Settings#all")
    void defaultCanBeReadAsItIsPrinted(Setting<?> setting) {
        assertReadsWhatItPrints(setting);
    }

    @ParameterizedTest
    @CsvSource({"history-limit, 0, 100000000, -1, 100000001", "history-bytes, 0, 9223372036854775807B, , ",
            "history-age, off, 3650d, , 3651d", "delivery-window, 64KiB, 1GiB, 65535, 1073741825",
            "slow-reader-pause, off, 3650d, -1s, 3651d", "max-frame, 1, 16777215, 0, 16777216",
            "max-first-frame, 1, 16777215, 0, 16777216", "max-name, 0, 16777215, , 16777216",
            "max-unauthenticated, 1KiB, 9223372036854775807B, 1023, ", "first-byte-timeout, off, 3650d, , 3651d",
            "first-frame-timeout, off, 3650d, , 3651d",
            "first-frame-rate, 0, 1GiB, , 1073741825", "frame-timeout, off, 3650d, , 3651d",
            "max-connections, 1, 2147483647, 0, 2147483648", "max-channels, 1, 2147483647, 0, 2147483648",
            "channel-idle, off, 3650d, , 3651d", "memory-limit, 16MiB, 9223372036854775807B, 16777215, 101%",
            "memory-pressure-timeout, off, 3650d, , 3651d", "keepalive-idle, off, 3650d, , 3651d",
            "keepalive-interval, 1ms, 3650d, off, 3651d",
            "keepalive-count, 1, 127, 0, 128", "tcp-user-timeout, off, 3650d, , 3651d",
            "drain-time, off, 3650d, , 3651d",
            "event-loops, 1, 1024, 0, 1025", "history-disk-limit, 16MiB, 1024GiB, 16777215B,",
            "history-load-timeout, 1ms, 3650d, off, 3651d", "history-sync, none, interval:24h, interval:off,",
            "history, memory, file:/a:b, :a,"})
    void bounds(String name, String least, String most, @Nullable String below,
            @Nullable String above) {
        Setting<?> setting = named(name);
        setting.parse(least);
        setting.parse(most);
        for (String beyond : Arrays.asList(below, above)) {
            if (beyond != null) {
                assertEquals(name + ": expected " + setting.form() + ", was " + beyond, refusal(setting, beyond));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mles.server.config.Settings#all")
    void nonsense(Setting<?> setting) {
        if (!Set.of(Settings.LISTEN, Settings.PEER, Settings.HISTORY, Settings.WS_KEY, Settings.PEER_KEY,
                Settings.ADMIN)
                .contains(setting)) {
            assertEquals(setting.name() + ": expected " + setting.form() + ", was nonsense",
                    refusal(setting, "nonsense"));
        }
    }

    @Test
    void forms() {
        assertEquals("history-limit: expected a number from 0 to 100000000, was x",
                refusal(Settings.HISTORY_LIMIT, "x"));
        assertEquals("delivery-window: expected a size of at least 64KiB and at most 1GiB, was 1",
                refusal(Settings.DELIVERY_WINDOW, "1"));
        assertEquals("transport: expected auto, epoll or nio, was uring", refusal(Settings.TRANSPORT, "uring"));
        assertEquals(
                "memory-limit: expected a size of at least 16MiB, or a share of the machine's memory such as 25%, was 0%",
                refusal(Settings.MEMORY_LIMIT, "0%"));
        assertEquals("drain-time: expected a time up to 3650d such as 500ms, 10s, 5min, 24h, or off, was 1",
                refusal(Settings.DRAIN_TIME, "1"));
    }

    @Test
    void spacesAroundAValueDoNotCount() {
        assertEquals(7, Settings.HISTORY_LIMIT.parse(" 7 "));
        assertEquals(Transport.NIO, Settings.TRANSPORT.parse("NIO"));
        assertEquals(List.of("tcp://a:1", "tcp://b:2"), Settings.LISTEN.parse(" tcp://a:1, tcp://b:2 "));
    }

    @Test
    void unauthenticatedFollowsTheMemoryLimitUnlessItIsSet() {
        ServerConfig.Builder small = ServerConfig.builder().parse(Settings.MEMORY_LIMIT, "32MiB");
        assertEquals(16 * Units.MIB, small.build().unauthenticatedBytes());
        ServerConfig set = small.parse(Settings.MAX_UNAUTHENTICATED, "20MiB").build();
        assertEquals(20 * Units.MIB, set.unauthenticatedBytes());
        ServerConfig large = ServerConfig.builder().parse(Settings.MEMORY_LIMIT, "64GiB").build();
        assertEquals(256 * Units.MIB, large.unauthenticatedBytes());
        assertFalse(large.isSet(Settings.MAX_UNAUTHENTICATED));
    }

    private static <T> void assertReadsWhatItPrints(Setting<T> setting) {
        assertEquals(setting.defaultValue(), setting.parse(setting.print(setting.defaultValue())));
    }

    private static String refusal(Setting<?> setting, String text) {
        return String.valueOf(assertThrows(ConfigException.class, () -> setting.parse(text)).getMessage());
    }

    private static Setting<?> named(String name) {
        return Settings.all().stream().filter(setting -> setting.name().equals(name)).findAny().orElseThrow();
    }
}
