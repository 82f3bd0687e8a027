package mles.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.config.Settings;
import mles.server.config.Transport;
import mles.server.spi.MemoryStep;
import org.junit.jupiter.api.Test;

/** Names, channels and members have a budget of the heap. */
class HeapLimitTest {
    private static final long MIB = 1 << 20;
    private static final String LONG = "n".repeat(4000);

    @Test
    void channelsOfLongNamesMakeRoomForEachOther() {
        try (TestServer server = TestServer.start(Transport.AUTO, config -> config.set(Settings.HEAP_LIMIT, MIB))) {
            for (int i = 0; i < 500; i++) {
                pass(server, LONG + i);
            }
            assertEquals(0, server.closes(CloseReason.MEMORY));
            assertTrue(server.stats().memorySteps(MemoryStep.DROP_MEMBERLESS) > 200);
            assertTrue(server.stats().channels() > 100, server.stats().channels() + " channels");
            assertTrue(server.stats().heapUsed() <= server.stats().heapLimit());

        }
    }

    @Test
    void newcomersAreRefusedWhenMembersTakeAllOfIt() {
        List<Wire> members = new ArrayList<>();
        try (TestServer server = TestServer.start(Transport.AUTO, config -> config.set(Settings.HEAP_LIMIT, MIB))) {
            while (server.closes(CloseReason.MEMORY) == 0) {
                long before = server.stats().joins();
                Wire wire = server.connect().offer(Frames.bytes(Frames.message(LONG, "c" + members.size(), "")));
                Await.until("in or refused",
                        () -> server.stats().joins() > before || server.closes(CloseReason.MEMORY) > 0);
                members.add(wire);
            }
            members.removeLast().awaitSilentEnd();
            assertTrue(members.size() > 50, members.size() + " members");
            members.getFirst().send(Frames.message(LONG, "c0", "not disturbed"));
            Await.until("it was taken", () -> server.stats().receivedFrames() == members.size() + 1);
            server.awaitCloses(CloseReason.MEMORY, 1);
        } finally {
            members.forEach(Wire::close);
        }
    }

    /** A member comes and goes, and its channel stays for what it said. */
    private static void pass(TestServer server, String channel) {
        try (Wire wire = server.connect()) {
            wire.send(Frames.message("u", channel, "text")).fin().untilEnd();
        }
    }
}
