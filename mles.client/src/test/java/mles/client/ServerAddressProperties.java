package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ServerAddressProperties {

    @Property(tries = 1000)
    void fullFormSpellsTheSameAddress(@ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll boolean tls) {
        ServerAddress address = new ServerAddress(host, port, tls);
        assertEquals(address, ServerAddress.parse(address.toString()));
    }

    @Property(tries = 1000)
    void anyTextIsAnAddressOrRefused(@ForAll String text) {
        try {
            ServerAddress address = ServerAddress.parse(text);
            assertEquals(address, ServerAddress.parse(address.toString()));
        } catch (IllegalArgumentException e) {
            // the one other outcome
        }
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.oneOf(ipv6(), Arbitraries.strings().withCharRange('a', 'z').numeric().withChars("-_")
                .ofMinLength(1).ofMaxLength(60).filter(text -> !text.matches("[0-9]+")));
    }

    @Provide
    Arbitrary<String> ipv6() {
        return Arbitraries.integers().between(0, 0xffff).map(Integer::toHexString).list().ofSize(8)
                .map(groups -> String.join(":", groups));
    }
}
