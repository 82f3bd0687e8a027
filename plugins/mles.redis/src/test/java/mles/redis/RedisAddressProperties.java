package mles.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Addresses: each part is found, anything else is refused in one line, and no secret is shown. */
class RedisAddressProperties {
    @Property
    void eachPartIsFound(@ForAll @AlphaChars @StringLength(min = 1, max = 60) String host,
            @ForAll @IntRange(min = 1, max = 65_535) int port,
            @ForAll @AlphaChars @StringLength(min = 1, max = 64) String prefix,
            @ForAll @AlphaChars @StringLength(min = 1) String user,
            @ForAll @AlphaChars @StringLength(min = 1) String file) {
        assertEquals(
                new RedisAddress(host, port, Optional.of(user), Optional.of(Path.of("/" + file)), prefix),
                RedisAddress.parse("redis://",
                        user + "@" + host + ":" + port + "/" + prefix + "?password-file=/" + file));
        assertEquals("redis " + host + ":" + port + "/" + prefix,
                RedisAddress.parse("redis://", host + ":" + port + "/" + prefix).toString());
    }

    @Property
    void aSecretIsNotShown(@ForAll @AlphaChars @StringLength(min = 5) String secret) {
        String shown = "\"" + secret + "\"";
        assertRefused("ann:" + shown + "@host", shown);
        assertRefused("host?password=" + shown, shown);
        assertRefused("host/mles?password-file=/f&password=" + shown + "\n", shown);
    }

    @Property
    void anyTextIsAnAddressOrRefusedInOneLine(@ForAll String text) {
        try {
            RedisAddress.parse("redis://", text);
        } catch (IllegalArgumentException e) {
            String said = String.valueOf(e.getMessage());
            assertTrue(said.contains("expected ") && said.lines().count() == 1, said);
        }
    }

    private static void assertRefused(String text, String secret) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> RedisAddress.parse("redis://", text));
        assertFalse(String.valueOf(e.getMessage()).contains(secret), e.getMessage());
    }
}
