package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class NatsAddressProperties {
    @Property
    void anyTextIsAnAddressOrRefusedInOneLine(@ForAll String text) {
        try {
            NatsAddress.parse("nats://" + text);
        } catch (IllegalArgumentException e) {
            assertTrue(String.valueOf(e.getMessage()).matches("(?s).*expected .*, was .*"), e.getMessage());
        }
    }

    @Property
    void noPasswordIsInARefusal(@ForAll @AlphaChars @StringLength(min = 1, max = 9) String user,
            @ForAll @AlphaChars @CharRange(from = '0', to = '9') @StringLength(min = 3, max = 20) String password,
            @ForAll @IntRange(min = 1, max = 0xffff) int port) {
        String secret = "#" + password + "#";
        for (String text : List.of("nats://" + user + ":" + secret + "@host:" + port,
                "nats://host:" + port + "," + user + ":" + secret + "@host/mles",
                "nats://host:" + port + "?password=" + secret, "nats://host?" + secret)) {
            String message = String
                    .valueOf(assertThrows(IllegalArgumentException.class, () -> NatsAddress.parse(text)).getMessage());
            assertFalse(message.contains(secret), message);
        }
    }

    @Property
    void whatMessagesShowIsAnAddress(
            @ForAll @Size(min = 1, max = 5) List<@AlphaChars @StringLength(min = 1, max = 20) String> hosts,
            @ForAll @IntRange(min = 1, max = 0xffff) int port,
            @ForAll @AlphaChars @StringLength(min = 1, max = 32) String prefix) {
        NatsAddress address = NatsAddress.parse("nats://" + String.join(":" + port + ",", hosts) + "/" + prefix);
        assertEquals(address, NatsAddress.parse(address.toString()));
        assertEquals(hosts.size(), address.servers().size());
    }
}
