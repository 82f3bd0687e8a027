package mles.cluster.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mles.protocol.NetworkAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NatsAddressTest {
    @Test
    void oneServerIsEnough() {
        NatsAddress address = NatsAddress.parse("nats://localhost");
        assertEquals(List.of(new NetworkAddress("nats", "localhost", 4222)), address.servers());
        assertEquals("nats://localhost:4222/mles", address.toString());
        assertEquals(8, address.streams());
        assertEquals(OptionalInt.empty(), address.replicas());
        assertEquals(Optional.empty(), address.caFile());
    }

    @Test
    void eachPartIsRead() {
        NatsAddress address = NatsAddress.parse(
                "nats://a:1,[::1]:2,c/chat?streams=16&replicas=5&creds-file=/etc/mles.creds&ca-file=ca.pem");
        assertEquals("nats://a:1,[::1]:2,c:4222/chat", address.toString());
        assertEquals(16, address.streams());
        assertEquals(OptionalInt.of(5), address.replicas());
        assertEquals(Optional.of(Path.of("/etc/mles.creds")), address.login().credsFile());
        assertEquals(Optional.of(Path.of("ca.pem")), address.caFile());
        assertEquals(Optional.of("ann"),
                NatsAddress.parse("nats://a?user=ann&password-file=p").login().user());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            nats:a, "expected nats://HOST[:PORT][,HOST[:PORT]...][/PREFIX][?OPTION=VALUE[&OPTION=VALUE]...], was 'nats:a'"
            nats://a:0, "port: expected 1 to 65535, was '0'"
            nats://, "host: expected a name or an IP address, was ''"
            "nats://a,,b", "host: expected a name or an IP address, was ''"
            nats://a/, "expected a prefix of 1 to 32 letters, digits, - and _, was ''"
            nats://a/x.y, "expected a prefix of 1 to 32 letters, digits, - and _, was 'x.y'"
            nats://a?streams=0, "expected streams from 1 to 64, was '0'"
            nats://a?replicas=x, "expected replicas from 1 to 5, was 'x'"
            nats://a?streams=1&streams=2, "expected each option once, was 'streams'"
            nats://a?ca-file=, "expected a value for ca-file, was ''"
            nats://a?user=x, "expected creds-file, or user with password-file, or none of them, was another combination"
            """)
    void otherTextIsRefusedInOneLine(String text, String message) {
        assertEquals(message, refusal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nats://ann:secret@a", "nats://secret@a:4222/mles", "nats://a?password=secret",
            "nats://a?secret", "nats://a?secret=1", "nats://a,b:secret@c", "nats://a?user=secret"})
    void secretIsNotRepeated(String text) {
        assertEquals(-1, refusal(text).indexOf("secret"), refusal(text));
    }

    private static String refusal(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> NatsAddress.parse(text)).getMessage());
    }
}
