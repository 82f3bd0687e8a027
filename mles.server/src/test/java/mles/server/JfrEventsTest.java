package mles.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.spi.MemberInfo;
import mles.server.spi.ServerEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrEventsTest {
    private static final InetSocketAddress REMOTE = InetSocketAddress.createUnresolved("somewhere", 7);
    private static final ChannelName LAB = new ChannelName("lab");
    private static final MemberInfo ALICE = new MemberInfo("alice", LAB, ConnectionId.parse("12345678"), REMOTE);

    private final List<String> told = new ArrayList<>();
    private final JfrEvents events = new JfrEvents(new ServerEvents() {
        @Override
        public void closed(MemberInfo member, CloseReason reason) {
            told.add("closed " + reason);
        }

        @Override
        public void slowTurn(Duration took) {
            told.add("slow " + took.toMillis());
        }
    });

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRecordingHasWhatHappenedAndOthersAreToldAsWell() throws Exception {
        Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            events.joined(ALICE);
            events.closed(ALICE, CloseReason.LEFT);
            events.refused(REMOTE, CloseReason.WRONG_KEY);
            events.peerUp(LAB, REMOTE);
            events.peerDown(LAB, CloseReason.PEER_LOST);
            events.peerRefused(LAB, REMOTE);
            events.slowTurn(Duration.ofMillis(120));
            recording.stop();
            recording.dump(file);
        }
        assertEquals(List.of("mles.Join lab 12345678", "mles.Close left true", "mles.Close wrong-key false",
                "mles.PeerChange lab up", "mles.PeerChange lab down: peer-lost", "mles.PeerChange lab refused",
                "mles.SlowTurn 120"),
                RecordingFile.readAllEvents(file).stream().filter(event -> isOurs(event))
                        .map(JfrEventsTest::line).toList());
        assertEquals(List.of("closed left", "slow 120"), told);
    }

    @Test
    void nothingThatHappensIsKeptBack() {
        for (Method method : ServerEvents.class.getMethods()) {
            assertDoesNotThrow(
                    () -> JfrEvents.class.getDeclaredMethod(method.getName(), method.getParameterTypes()));
        }
    }

    private static boolean isOurs(RecordedEvent event) {
        return event.getEventType().getName().startsWith("mles.");
    }

    private static String line(RecordedEvent event) {
        String name = event.getEventType().getName();
        return name + switch (name) {
            case "mles.Join" -> " " + event.getString("channel") + " " + event.getString("cid");
            case "mles.Close" -> " " + event.getString("reason") + " " + event.getBoolean("member");
            case "mles.PeerChange" -> " " + event.getString("channel") + " " + event.getString("state");
            default -> " " + event.getLong("millis");
        };
    }
}
