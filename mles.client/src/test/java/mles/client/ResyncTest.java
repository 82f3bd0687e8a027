package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mles.protocol.AddressText;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.FirstPayload;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.protocol.Resync;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResyncTest {
    private final FakeServer server = new FakeServer();

    @AfterEach
    void close() {
        server.close();
    }

    private Frame sent(MlesClient client, List<Frame> history) {
        try (Session session = client.resync(history)) {
            FakeMember member = server.accept();
            assertEquals(Frames.UID, session.uid());
            assertEquals(Frames.CHANNEL, session.channel());
            assertEquals(history.get(0).cid(), session.cid());
            Frame frame = member.next();
            member.fin();
            return frame;
        }
    }

    private static List<Frame> items(Frame frame) {
        return ((Resync) FirstPayload.decode(frame.payload())).frames();
    }

    @Test
    void bringsBackHistory() {
        List<Frame> history = List.of(Frames.from(Frames.UID, ""), Frames.from("bob", "one"),
                Frames.from("bob", "two"));
        Frame frame = sent(Frames.client(server).build(), history);
        assertEquals(Frames.ownKey(), frame.key());
        assertEquals(history, items(frame));
    }

    @Test
    void addressModeGivesItemZeroTheNewKeyAndTheOldId() {
        Frame joined = Frame.of(new ConnectionId(99), 5, Message.of(Frames.UID, Frames.CHANNEL, ""));
        MlesClient client = MlesClient.builder(server.address()).settle(Frames.SETTLE).build();
        try (Session session = client.resync(List.of(joined, Frames.from("bob", "x")))) {
            FakeMember member = server.accept();
            long key = ConnectionKey.of(AddressText.of(member.remote()), Frames.UID, Frames.CHANNEL);
            Frame frame = member.next();
            assertEquals(key, frame.key());
            assertEquals(new ConnectionId(99), frame.cid());
            assertEquals(List.of(joined.withKey(key), Frames.from("bob", "x")), items(frame));
            assertEquals(new ConnectionId(99), session.cid());
            member.fin();
        }
    }

    @Test
    void leavesOutTheOldestAfterItemZero() {
        List<Frame> history = new ArrayList<>(List.of(Frames.from(Frames.UID, "")));
        for (int i = 0; i < 5; i++) {
            history.add(Frames.from("bob", i + "x".repeat(4_000_000)));
        }
        List<Frame> kept = new ArrayList<>(history);
        kept.subList(1, 2).clear();
        assertTrue(kept.stream().mapToInt(Frame::size).sum() < Header.MAX_PAYLOAD);
        // the join settles only after the server has read 16 MB, so somebody has to read
        var accepted = Await.async(() -> {
            FakeMember member = server.accept();
            Frame frame = member.next();
            member.fin();
            return frame;
        });
        assertThrows(RefusedException.class, () -> Frames.client(server).build().resync(history));
        assertEquals(kept, items(Await.get(accepted)));
    }

    @Test
    void nothingButTheJoinFrameIsAPlainJoin() {
        Frame joined = Frames.from(Frames.UID, "hello");
        assertEquals(joined, sent(Frames.client(server).build(), List.of(joined)));
    }

    @Test
    void historyHasToBeginWithAMessage() {
        MlesClient client = Frames.client(server).build();
        assertThrows(IllegalArgumentException.class, () -> client.resync(List.of()));
        Frame garbage = Frame.of(new ConnectionId(1), 1, ByteBuffer.wrap(new byte[]{1}));
        assertThrows(ProtocolException.class, () -> client.resync(List.of(garbage)));
    }
}
