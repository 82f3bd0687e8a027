package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mles.protocol.Credentials;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

    @Test
    void valueSetElseDefault() {
        ServerConfig config = ServerConfig.builder().set(Settings.MAX_FRAME, 7).parse(Settings.DELIVERY_WINDOW, "1MiB")
                .build();
        assertEquals(7, config.get(Settings.MAX_FRAME));
        assertEquals(Units.MIB, config.get(Settings.DELIVERY_WINDOW));
        assertEquals(Settings.MAX_NAME.defaultValue(), config.get(Settings.MAX_NAME));
        assertTrue(config.isSet(Settings.DELIVERY_WINDOW));
        assertFalse(config.isSet(Settings.MAX_NAME));
    }

    @Test
    void valuesOutOfBoundsAreRefused() {
        ServerConfig.Builder builder = ServerConfig.builder();
        assertEquals("max-frame: expected a number from 1 to 16777215, was 0",
                assertThrows(ConfigException.class, () -> builder.set(Settings.MAX_FRAME, 0)).getMessage());
        assertThrows(ConfigException.class, () -> builder.set(Settings.DRAIN_TIME, Duration.ofSeconds(-1)));
        assertThrows(ConfigException.class, () -> builder.set(Settings.LISTEN, List.of()));
        assertFalse(builder.build().isSet(Settings.MAX_FRAME));
    }

    @Test
    void copyStandsByItself() {
        ServerConfig first = ServerConfig.builder().set(Settings.MAX_FRAME, 7).keys("secret", "another").build();
        ServerConfig second = first.toBuilder().set(Settings.MAX_FRAME, 8).build();
        assertEquals(7, first.get(Settings.MAX_FRAME));
        assertEquals(8, second.get(Settings.MAX_FRAME));
        assertEquals(first.credentials(), second.credentials());
    }

    @Test
    void builderIsReadAtBuild() {
        ServerConfig.Builder builder = ServerConfig.builder();
        ServerConfig before = builder.build();
        builder.set(Settings.MAX_FRAME, 7);
        assertFalse(before.isSet(Settings.MAX_FRAME));
    }

    @Test
    void keys() {
        Credentials none = ServerConfig.builder().build().credentials();
        assertFalse(none.hasSecret());
        assertTrue(ServerConfig.builder().keys(null, "").build().credentials().addressMode());
        assertTrue(ServerConfig.builder().keys(null, "a").build().credentials().hasSecret());
        assertFalse(ServerConfig.builder().keys("k", null).build().credentials().addressMode());
    }
}
