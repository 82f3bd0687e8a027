package mles.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTest {

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "192.0.2.7, 192.0.2.7, true",
            "192.0.2.7, 192.0.2.6, false", "0.0.0.0/0, 203.0.113.9, true", "0.0.0.0/0, 2001:db8::1, false",
            "192.0.2.128/25, 192.0.2.127, false", "192.0.2.128/25, 192.0.2.128, true",
            "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false", "::1, ::1, true",
            "::/0, 2001:db8::1, true", "::/0, 192.0.2.7, false", "::ffff:192.0.2.7, 192.0.2.7, true"})
    void contains(String network, String address, boolean inside) throws UnknownHostException {
        assertEquals(inside, Subnet.parse(network).contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "/8", "10.0.0/8",
            "10.0.0.1/8", "2001:db8::/129", "2001:db8::1/64", "fe80::1%lo", "10.0.0.0/8/8", "192.0.2.7:80"})
    void refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Subnet.parse(text));
    }

    @Test
    void settingReadsWhatItPrints() {
        String text = "10.0.0.0/8,192.0.2.7/32,2001:db8::/32";
        List<Subnet> networks = Settings.PROXY_PROTOCOL.parse("10.0.0.0/8, 192.0.2.7 2001:db8::/32");
        assertEquals(text, Settings.PROXY_PROTOCOL.print(networks));
        assertEquals(networks, Settings.PROXY_PROTOCOL.parse(text));
        assertEquals(List.of(), Settings.PROXY_PROTOCOL.parse(""));
        assertThrows(ConfigException.class, () -> Settings.PROXY_PROTOCOL.parse("10.0.0.0/8,balancer"));
    }
}
