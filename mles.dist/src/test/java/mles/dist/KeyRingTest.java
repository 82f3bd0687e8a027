package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Credentials;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.Resync;
import mles.server.config.ConfigException;
import mles.server.config.ServerConfig;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.ChannelPattern;
import mles.server.spi.NamedKey;
import mles.server.spi.Rights;
import org.junit.jupiter.api.Test;

/** Several keys on one server, with rights of their own. */
@BothTransports
class KeyRingTest {
    private static final String LAB = "lab";
    private static final Rights READ = new Rights(false, true, false);
    private static final Rights WRITE = new Rights(true, false, false);
    private static final Rights RELAY = new Rights(true, true, true);

    private final Transport transport;

    KeyRingTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void eachKeyOpensItsChannels() {
        try (TestServer server = start(config -> config, key("one", Rights.MEMBER), key("two", Rights.MEMBER, "la*"));
                Wire bob = server.join("bob", LAB)) {
            try (Wire one = server.connect().send(message("one", "a", "garden", "")).fin();
                    Wire two = server.connect().send(message("two", "b", LAB, "")).fin()) {
                one.untilEnd();
                two.untilEnd();
            }
            assertRefused(server, CloseReason.NOT_ALLOWED, message("two", "b", "garden", ""));
            assertRefused(server, CloseReason.WRONG_KEY, message("three", "b", LAB, ""));
            assertEquals("", bob.nextText());
        }
    }

    @Test
    void aKeyThatIsOverOrYetToComeOpensNothing() {
        Instant now = Instant.now();
        try (TestServer server = start(config -> config,
                new NamedKey("over", Credentials.of("over", null), List.of(new ChannelPattern("*")), Rights.MEMBER,
                        Instant.MIN, now.minusSeconds(1)),
                new NamedKey("soon", Credentials.of("soon", null), List.of(new ChannelPattern("*")), Rights.MEMBER,
                        now.plusSeconds(3600), Instant.MAX))) {
            assertRefused(server, CloseReason.NOT_ALLOWED, message("over", "a", LAB, ""));
            assertRefused(server, CloseReason.NOT_ALLOWED, message("soon", "a", LAB, ""));
        }
    }

    @Test
    void whoMayOnlyReadSendsNothingButAnEmptyFirstFrame() {
        try (TestServer server = start(config -> config, key("read", READ)); Wire bob = server.join("bob", LAB)) {
            assertRefused(server, CloseReason.NOT_ALLOWED, message("read", "a", LAB, "not empty"));
            assertRefused(server, CloseReason.NOT_ALLOWED,
                    frame("read", "a", LAB, Resync.of(List.of(message("read", "a", LAB, ""))).encode()));
            // Another spelling of an empty message may have anything beside it.
            String array = "\u0083aa" + (char) ('`' + LAB.length()) + LAB + "@";
            assertRefused(server, CloseReason.NOT_ALLOWED,
                    frame("read", "a", LAB, ByteBuffer.wrap(array.getBytes(StandardCharsets.ISO_8859_1))));
            try (Wire reader = server.connect().send(message("read", "a", LAB, ""))) {
                assertEquals("", bob.nextText());
                bob.send(Frames.message("bob", LAB, "to all"));
                assertEquals(List.of("", "to all"), reader.next(2).stream().map(Frames::text).toList());
                reader.send(message("read", "a", LAB, "one"), message("read", "a", LAB, "two")).untilEnd();
            }
            server.awaitCloses(CloseReason.NOT_ALLOWED, 4);
            Await.until("both are counted", () -> server.stats().droppedFrames() == 2);
            bob.send(Frames.message("bob", LAB, "still here"));
            assertEquals(2, server.stats().joins());
        }
    }

    @Test
    void whoMayOnlyWriteGetsNothingAndHoldsNobodyUp() {
        try (TestServer server = start(config -> config.parse(Settings.DELIVERY_WINDOW, "64KiB"), key("write", WRITE));
                Wire bob = server.join("bob", LAB);
                Wire writer = server.connect().send(message("write", "a", LAB, ""), message("write", "a", LAB, "x"))) {
            assertEquals(List.of("", "x"), bob.next(2).stream().map(Frames::text).toList());
            for (int i = 0; i < 20; i++) {
                bob.send(Frames.sized("bob", LAB, 50_000));
            }
            Await.until("all is taken", () -> server.stats().receivedFrames() == 23);
            assertEquals(0, server.stats().parked());
            writer.send(message("write", "a", LAB, "y"));
            assertEquals("y", bob.nextText());
            writer.fin().awaitReceipt();
            assertEquals(List.of(), writer.untilEnd());
        }
    }

    @Test
    void framesBearTheNamesOfTheirSenderWhereThatIsVerified() {
        try (TestServer server = start(config -> config.set(Settings.VERIFY_FRAMES, true), key("relay", RELAY));
                Wire bob = server.join("bob", LAB);
                Wire relay = server.connect().send(message("relay", "leaf", LAB, ""))) {
            assertEquals("", bob.nextText());
            relay.send(message("relay", "somebody", LAB, "relayed"));
            assertEquals("relayed", bob.nextText());
            for (Frame other : List.of(Frames.message("mallory", LAB, "x"), Frames.message("alice", "attic", "x"),
                    Frames.sized("alice", LAB, 5))) {
                long before = server.closes(CloseReason.NOT_ALLOWED);
                try (Wire alice = server.join("alice", LAB)) {
                    alice.send(Frames.message("alice", LAB, "good"), other, Frames.message("alice", LAB, "behind"))
                            .untilEnd();
                }
                server.awaitCloses(CloseReason.NOT_ALLOWED, before + 1);
                assertEquals(List.of("", "good"), bob.next(2).stream().map(Frames::text).toList());
            }
            Await.until("what was not taken is counted", () -> server.stats().droppedFrames() == 6);
        }
    }

    @Test
    void withARingNobodyComesInByAddressOnly() {
        try (TestServer server = TestServer.start(transport,
                config -> config.keys(null, null).keyRing(List.of(key("one", Rights.MEMBER))));
                Wire wire = server.connect()) {
            wire.offer(Frames.bytes(AddressFrames.join(wire.local(), "", "a", LAB))).awaitSilentEnd();
            server.awaitCloses(CloseReason.WRONG_KEY, 1);
        }
    }

    @Test
    void reloadHoldsForThoseWhoComeFromNowOn() {
        try (TestServer server = start(config -> config, key("old", Rights.MEMBER));
                Wire stays = server.connect().send(message("old", "a", LAB, ""))) {
            Await.until("it is in", () -> server.stats().joins() == 1);
            server.server().reload(
                    ServerConfig.builder().keys(Frames.KEY, null).keyRing(List.of(key("new", Rights.MEMBER))).build());
            assertRefused(server, CloseReason.WRONG_KEY, message("old", "b", LAB, ""));
            try (Wire comes = server.connect().send(message("new", "c", LAB, ""))) {
                assertEquals("", stays.nextText());
                comes.fin();
            }
        }
    }

    @Test
    void settingsNameKeys() {
        try (TestServer server = start(config -> config.set(Settings.WS_KEY, "web"), key("web", Rights.MEMBER, "web"));
                Wire bob = server.join("bob", "web");
                Ws browser = server.browse("alice", "web")) {
            assertEquals("", bob.nextText());
            browser.message("alice", LAB, "");
            assertEquals("not-allowed 2 lab", browser.awaitClose().closeText());
        }
        ConfigException e = assertThrows(ConfigException.class,
                () -> start(config -> config.set(Settings.WS_KEY, "none"), key("web", Rights.MEMBER)));
        assertEquals("ws-key: expected the name of a key, was none", e.getMessage());
    }

    private TestServer start(UnaryOperator<ServerConfig.Builder> settings, NamedKey... ring) {
        return TestServer.start(transport, config -> settings.apply(config.keyRing(List.of(ring))));
    }

    private static NamedKey key(String text, Rights rights, String... channels) {
        NamedKey all = NamedKey.ordinary(text, Credentials.of(text, null));
        return new NamedKey(text, all.credentials(), channels.length == 0
                ? all.channels()
                : List.of(channels).stream().map(ChannelPattern::new).toList(), rights, all.from(), all.until());
    }

    private static Frame message(String key, String uid, String channel, String text) {
        return frame(key, uid, channel, Message.of(uid, channel, text).encode());
    }

    private static Frame frame(String key, String uid, String channel, ByteBuffer payload) {
        long value = ConnectionKey.of(key, uid, channel);
        return Frame.of(ConnectionId.of(value), value, payload);
    }

    private static void assertRefused(TestServer server, CloseReason reason, Frame first) {
        long before = server.closes(reason);
        try (Wire wire = server.connect()) {
            wire.offer(Frames.bytes(first)).awaitSilentEnd();
        }
        server.awaitCloses(reason, before + 1);
    }
}
