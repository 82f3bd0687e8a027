package mles.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @Test
    void whatIsLeftOutIsTheUsual() {
        assertEquals(new RedisAddress("localhost", 6379, Optional.empty(), Optional.empty(), "mles"),
                RedisAddress.parse("redis:", "localhost"));
        assertEquals(new RedisAddress("my_redis", 6379, Optional.empty(), Optional.empty(), "mles"),
                RedisAddress.parse("redis:", "my_redis"));
    }

    @Test
    void everythingMayBeSaid() {
        assertEquals(
                new RedisAddress("::1", 7000, Optional.of("ann"), Optional.of(Path.of("/etc/mles/redis")), "orchard"),
                RedisAddress.parse("redis:", "ann@[::1]:7000/orchard?password-file=/etc/mles/redis"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":6379", "host:x", "host/a/b", "host/a:b", "host/*", "host/", "host?password=x",
            "host?password-file=", "host#x", "a b", "ann:secret@host", "@host"})
    void anythingElseIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> RedisAddress.parse("redis:", text));
    }

    @Test
    void aPasswordIsNotShown() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> RedisAddress.parse("redis:", "ann:secret@host"));
        assertFalse(String.valueOf(e.getMessage()).contains("secret"));
    }
}
