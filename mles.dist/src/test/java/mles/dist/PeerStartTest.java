package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mles.server.config.ConfigException;
import mles.server.MlesServer;
import mles.server.StartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstream servers that cannot be: found before the first connection is admitted. */
class PeerStartTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void oneself(String host) {
        int port = Ports.free();
        try (MlesServer server = MlesServer.builder().listen("tcp://[::]:" + port).peer(host + ":" + port).build()) {
            StartException e = assertThrows(StartException.class, server::start);
            assertEquals(
                    "cannot link to peer: expected another server, was " + host + ":" + port + ", which is this one",
                    e.getMessage());
        }
    }

    @Test
    void nobody() {
        try (MlesServer server = MlesServer.builder().listen("tcp://127.0.0.1:0").peer("no-such-host.invalid")
                .build()) {
            StartException e = assertThrows(StartException.class, server::start);
            assertEquals("cannot link to peer: unknown host no-such-host.invalid", e.getMessage());
        }
    }

    @Test
    void noRoomForThatScheme() {
        try (MlesServer server = MlesServer.builder().listen("tcp://127.0.0.1:0").peer("gopher://a").build()) {
            ConfigException e = assertThrows(ConfigException.class, server::start);
            String message = String.valueOf(e.getMessage());
            assertEquals("peer: expected one of [tcp], was gopher", message);
        }
    }
}
