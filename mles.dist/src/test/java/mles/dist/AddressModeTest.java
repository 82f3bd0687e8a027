package mles.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import mles.client.MlesClient;
import mles.client.Session;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;

/** Keys made of the client's address (SPEC 3.2 to 3.4). */
@BothTransports
class AddressModeTest {
    private static final String V4 = "tcp://127.0.0.1:0";
    private static final String ANY = "tcp://[::]:0";
    private static final String V6 = "tcp://[::1]:0";

    private final Transport transport;

    AddressModeTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void bothFormsOfAnIpv4Address() {
        bothForms(V4, "");
    }

    @Test
    void bothFormsWithAnAddressKey() {
        bothForms(V4, "ak");
    }

    @Test
    void bothFormsOnADualStackListener() throws IOException {
        assumeIpv6();
        bothForms(ANY, "");
    }

    @Test
    void eightGroupsOfAnIpv6Address() throws IOException {
        assumeIpv6();
        try (TestServer server = start(V6, "", "")) {
            try (Wire wire = server.connect()) {
                String eightGroups = "[0:0:0:0:0:0:0:1]:" + wire.local().getPort();
                assertIn(server, wire, ConnectionKey.of(eightGroups, "alice", "lab"));
            }
            try (Wire wire = server.connect()) {
                String compressed = "[::1]:" + wire.local().getPort();
                wire.send(join(ConnectionKey.of(compressed, "alice", "lab"))).awaitSilentEnd();
            }
            server.awaitCloses(CloseReason.WRONG_KEY, 1);
        }
    }

    @Test
    void anotherAddressOrAddressKeyIsRefused() {
        try (TestServer server = start(V4, "", "ak"); Wire other = server.connect()) {
            for (Credentials wrong : List.of(Credentials.none(), Credentials.of(null, "AK"),
                    Credentials.of("ak", null))) {
                try (Wire wire = server.connect()) {
                    wire.send(join(wrong.key(wire.local(), "alice", "lab"))).awaitSilentEnd();
                }
            }
            try (Wire wire = server.connect()) {
                long stolen = Credentials.of(null, "ak").key(other.local(), "alice", "lab");
                wire.send(join(stolen)).awaitSilentEnd();
            }
            server.awaitCloses(CloseReason.WRONG_KEY, 4);
        }
    }

    @Test
    void sharedKeyPutsTheAddressKeyOutOfForce() {
        try (TestServer server = start(V4, Frames.KEY, "ak"); Wire wire = server.connect()) {
            assertIn(server, wire, ConnectionKey.of(Frames.KEY, "alice", "lab"));
        }
    }

    @Test
    void client() {
        try (TestServer server = start(V4, "", "ak")) {
            MlesClient client = MlesClient.builder("127.0.0.1:" + server.address().getPort()).addressKey("ak").build();
            try (Session session = client.join("alice", "lab")) {
                session.send("hello");
            }
            Await.until("both frames are taken", () -> server.stats().receivedFrames() == 2);
        }
    }

    private void bothForms(String listen, String addressKey) {
        Credentials credentials = Credentials.of("", addressKey);
        try (TestServer server = start(listen, "", addressKey)) {
            InetSocketAddress v4 = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.address().getPort());
            try (Wire dotted = Wire.connect(v4)) {
                assertIn(server, dotted, credentials.key(dotted.local(), "alice", "lab"));
            }
            try (Wire mapped = Wire.connect(v4)) {
                assertIn(server, mapped, credentials.mappedKey(mapped.local(), "alice", "lab"));
            }
        }
    }

    private TestServer start(String listen, String sharedKey, String addressKey) {
        return TestServer.start(transport,
                config -> config.set(Settings.LISTEN, List.of(listen)).keys(sharedKey, addressKey));
    }

    private static void assertIn(TestServer server, Wire wire, long key) {
        long before = server.stats().joins();
        wire.send(join(key));
        Await.until("the key is good", () -> server.stats().joins() > before);
        wire.fin().untilEnd();
    }

    private static Frame join(long key) {
        return Frame.of(ConnectionId.of(key), key, Message.of("alice", "lab", "").encode());
    }

    private static void assumeIpv6() throws IOException {
        assumeTrue(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress()), "no IPv6 here");
    }
}
