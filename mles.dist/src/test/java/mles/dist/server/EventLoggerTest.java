package mles.dist.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.spi.MemberInfo;
import mles.server.spi.ServerEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLoggerTest {
    private static final InetSocketAddress REMOTE = new InetSocketAddress("192.0.2.7", 50_122);

    @Test
    void aLineNamesOneOfTheChannels() {
        List<String> lines = lines(events -> {
            events.storeFailed(new ChannelName("lab"), "disk full");
            events.storeFailed(new ChannelName("garden"), "disk full");
            events.closed(member("lab"), CloseReason.TOO_SLOW);
        });
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).endsWith(
                "store-failed: history is not stored any more, channels=2, channel=\"lab\", cause=disk full"),
                lines.get(0));
        assertTrue(lines.get(1).endsWith(
                "closed: members were closed, reason=too-slow, members=1, one=/192.0.2.7:50122, channel=\"lab\""),
                lines.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n2026-11-28T13:01:30.499Z WARN EventLogger - memory-step: memory is short", "\u001b[2J",
            "\r\u2028\u202e\u0000", "\", cause=\""})
    void hostileNamesForgeNoLine(String name) {
        for (String hostile : List.of(name, name.repeat(65_536 / name.length()))) {
            List<String> lines = lines(events -> {
                ChannelName channel = new ChannelName(hostile);
                events.closed(member(hostile), CloseReason.TOO_SLOW);
                events.parked(member(hostile));
                events.storeLoadFailed(channel, "");
                events.storeFailed(channel, "");
                events.storeRecovered(channel);
                events.storeLost(channel, 1);
                events.peerUp(channel, REMOTE);
                events.peerDown(channel, CloseReason.LEFT);
                events.peerRefused(channel, REMOTE);
            });
            assertEquals(9, lines.size(), lines.toString());
            for (String line : lines) {
                assertTrue(line.contains("channel=" + new ChannelName(hostile).quoted()), line);
                assertTrue(line.length() < 1000, line);
                assertTrue(line.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x202e),
                        line);
            }
        }
    }

    private static MemberInfo member(String channel) {
        return new MemberInfo("ann", new ChannelName(channel), new ConnectionId(7), REMOTE);
    }

    private static List<String> lines(Consumer<ServerEvents> events) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (EventLogger logger = new EventLogger()) {
            events.accept(logger);
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
