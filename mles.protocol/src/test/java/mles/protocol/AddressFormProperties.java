package mles.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFormProperties {
    private static final AddressForm DIAL = new AddressForm(Map.of("tcp", 8077, "tls", 8078), "tcp", 1);
    private static final AddressForm LISTEN = new AddressForm(Map.of("tcp", AddressForm.REQUIRED, "ws", 8076), "", 0);

    @Property(tries = 1000)
    void fullFormSpellsTheSameAddress(@ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll boolean upper) {
        NetworkAddress address = new NetworkAddress("tls", host, port);
        String text = address.toString();
        assertEquals(address, DIAL.parse(upper ? text.replace("tls", "tls".toUpperCase(Locale.ROOT)) : text));
        assertEquals(new NetworkAddress("tcp", host, port), DIAL.parse(address.authority()));
    }

    @Property(tries = 1000)
    void hostsNeedNoPortAndNoBrackets(@ForAll("hosts") String host) {
        assertEquals(new NetworkAddress("tcp", host, 8077), DIAL.parse(host));
        assertEquals(new NetworkAddress("tls", host, 8078), DIAL.parse("tls://" + host));
    }

    @Property(tries = 2000)
    void ipv6ThatIsTakenIsAnAddressToJava(@ForAll("nearlyIpv6") String host) throws UnknownHostException {
        try {
            new NetworkAddress("tcp", host, 1);
        } catch (IllegalArgumentException e) {
            return;
        }
        // With a colon in it, Java looks up nothing, and throws where it is not an address.
        InetAddress.getByName(host);
    }

    @Property(tries = 1000)
    void anyTextIsAnAddressOrRefusedInOneLine(@ForAll String text) {
        try {
            NetworkAddress address = DIAL.parse(text);
            assertEquals(address, DIAL.parse(address.toString()));
        } catch (IllegalArgumentException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(": expected "), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"mles_root, mles_root, 8077", "tasks.mles_root:9, tasks.mles_root, 9",
            "3com.example, 3com.example, 8077",
            "h.example.:1, h.example., 1", "[fe80::1%eth0]:1, fe80::1%eth0, 1", "fe80::1%eth0, fe80::1%eth0, 8077",
            "::ffff:10.0.0.1, ::ffff:10.0.0.1, 8077", "TCP://Host:1, Host, 1", "tcp://::1, ::1, 8077",
            "müller.local, müller.local, 8077"})
    void takesAddressesAsSystemsUseThem(String text, String host, int port) {
        assertEquals(new NetworkAddress("tcp", host, port), DIAL.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"tcp://h:80099|port: expected 1 to 65535, was '80099'",
            "h:0|port: expected 1 to 65535, was '0'", "h:|port: expected 1 to 65535, was ''",
            "h:٣|port: expected 1 to 65535, was '٣'", "h:1/x|port: expected 1 to 65535, was '1/x'",
            "http://h|scheme: expected tcp://, tls://, was 'http://h'",
            "u@h:1|host: expected a name or an IP address, was 'u@h'",
            "a..b|host: expected a name or an IP address, was 'a..b'",
            "10.0.0.256|host: expected a name or an IP address, was '10.0.0.256'",
            "127.1|host: expected a name or an IP address, was '127.1'",
            "[::1|host: expected a name or an IP address, was '[::1'",
            "[h]|host: expected a name or an IP address, was '[h]'",
            "''|host: expected a name or an IP address, was ''"})
    void refusalNamesThePartThatIsWrong(String text, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> DIAL.parse(text)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"h:1", "tcp://h", "tcp://::1", "tcp://:::1:8077", "tcp://[::1]", "tcp://[::]:-1"})
    void portAndSchemeMayBeRequired(String text) {
        assertThrows(IllegalArgumentException.class, () -> LISTEN.parse(text));
        assertEquals(new NetworkAddress("tcp", "::", 0), LISTEN.parse("tcp://[::]:0"));
        assertEquals(new NetworkAddress("ws", "::", 8076), LISTEN.parse("ws://[::]"));
    }

    @Provide
    Arbitrary<String> hosts() {
        Arbitrary<String> label = Arbitraries.strings().withCharRange('a', 'z').withCharRange('A', 'Z').numeric()
                .withChars("-_").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> name = label.list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels))
                .filter(text -> !text.matches("(.*\\.)?[0-9]+"));
        Arbitrary<String> ipv4 = Arbitraries.integers().between(0, 255).map(String::valueOf).list().ofSize(4)
                .map(octets -> String.join(".", octets));
        return Arbitraries.oneOf(name, name.map(text -> text + "."), ipv4, ipv6(), ipv6().map(text -> text + "%eth0"));
    }

    private static Arbitrary<String> ipv6() {
        Arbitrary<String> full = Arbitraries.integers().between(0, 0xffff).map(Integer::toHexString).list().ofSize(8)
                .map(groups -> String.join(":", groups));
        return Arbitraries.oneOf(full, Arbitraries.of("::", "::1", "fe80::1", "::ffff:10.0.0.1", "1::8"));
    }

    @Provide
    Arbitrary<String> nearlyIpv6() {
        return Arbitraries.of(":", "::", ":", "0", "1f", "FFFF", "12345", "g", "10.0.0.1", "256.0.0.1").list()
                .ofMinSize(2).ofMaxSize(17).map(parts -> String.join("", parts))
                .filter(text -> text.indexOf(':') >= 0 && !text.startsWith("["));
    }
}
