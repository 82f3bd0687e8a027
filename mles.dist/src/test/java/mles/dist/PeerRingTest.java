package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers whose links form a ring (SPEC 6.4): no frame circulates, and every member gets each frame once. */
@BothTransports
@Timeout(90)
class PeerRingTest {
    private static final String CHANNEL = "lab";
    private static final int ROUNDS = 30;

    private final Transport transport;

    PeerRingTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void twoServersOneJoinAfterTheOther() throws IOException {
        ring(2, false, false);
    }

    @Test
    void twoServersJoinedAtOnce() throws IOException {
        ring(2, true, false);
    }

    @Test
    void threeServersOneJoinAfterTheOther() throws IOException {
        ring(3, false, false);
    }

    @Test
    void threeServersJoinedAtOnce() throws IOException {
        ring(3, true, false);
    }

    @Test
    void addressMode() throws IOException {
        ring(2, true, true);
        ring(3, false, true);
        ring(3, true, true);
    }

    private void ring(int size, boolean atOnce, boolean addressMode) throws IOException {
        List<Integer> ports = Stream.generate(Ports::free).limit(size).toList();
        List<TestServer> servers = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < size; i++) {
                int next = ports.get((i + 1) % size);
                int own = ports.get(i);
                UnaryOperator<ServerConfig.Builder> mode = config -> addressMode ? config.keys(null, null) : config;
                servers.add(TestServer.start(transport, config -> mode.apply(config)
                        .set(Settings.LISTEN, List.of("tcp://127.0.0.1:" + own))
                        .parse(Settings.PEER, "127.0.0.1:" + next).set(Settings.PEER_WAIT, PeerTest.SOON)));
            }
            for (int i = 0; i < size; i++) {
                Wire wire = servers.get(i).connect();
                wires.add(wire);
                wire.send(join(wire.local(), i, addressMode));
                if (!atOnce) {
                    TestServer server = servers.get(i);
                    Await.until("joined", () -> server.stats().joins() > 0);
                }
            }
            List<List<String>> heard = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                heard.add(new ArrayList<>());
            }
            for (int i = 0; i < size; i++) {
                hear(wires.get(i), heard.get(i), size - 1);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < size; i++) {
                    wires.get(i).send(Frames.message("m" + i, CHANNEL, i + "." + round));
                }
                for (int i = 0; i < size; i++) {
                    hear(wires.get(i), heard.get(i), size - 1);
                }
            }
            for (int i = 0; i < size; i++) {
                wires.get(i).send(Frames.message("m" + i, CHANNEL, "end"));
            }
            for (int i = 0; i < size; i++) {
                hear(wires.get(i), heard.get(i), size - 1);
                check(i, size, heard.get(i));
            }
            int expected = size * (ROUNDS + 2);
            for (TestServer server : servers) {
                assertEquals(expected, server.stats().receivedFrames(), "frames taken, each once");
            }
        } finally {
            wires.forEach(Wire::close);
            servers.forEach(TestServer::close);
        }
    }

    private static void hear(Wire wire, List<String> heard, int count) {
        for (int i = 0; i < count; i++) {
            Message message = Message.decode(wire.next().payload());
            heard.add(message.uid() + ":" + message.text());
        }
    }

    private static void check(int self, int size, List<String> heard) {
        for (int other = 0; other < size; other++) {
            String prefix = "m" + other + ":";
            List<String> expected = new ArrayList<>();
            if (other != self) {
                expected.add(prefix);
                for (int round = 0; round < ROUNDS; round++) {
                    expected.add(prefix + other + "." + round);
                }
                expected.add(prefix + "end");
            }
            assertEquals(expected, heard.stream().filter(line -> line.startsWith(prefix)).toList(),
                    "what " + self + " heard of " + other);
        }
    }

    private static Frame join(InetSocketAddress local, int number, boolean addressMode) {
        return addressMode
                ? AddressFrames.join(local, "", "m" + number, CHANNEL)
                : Frames.message("m" + number, CHANNEL, "");
    }
}
