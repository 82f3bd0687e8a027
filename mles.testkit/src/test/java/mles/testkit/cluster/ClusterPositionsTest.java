package mles.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.delivery.NumberedFormat.Numbered;
import mles.server.log.TestFrames;
import mles.server.spi.Position;
import mles.server.spi.Retention;
import mles.server.transport.JoinOptions;
import mles.testkit.relay.MemoryPlace;
import mles.testkit.relay.MemoryRelay;
import org.junit.jupiter.api.Test;

/** Positions of messages on the servers of a cluster. */
class ClusterPositionsTest {
    private static final JoinOptions QUIET = new JoinOptions(true, null);
    private static final String CHANNEL = "c";

    private final Queue<Runnable> engine = new ArrayDeque<>();
    private final MemoryPlace place = MemoryPlace.immediate(engine::add, Retention.ALL);
    private final TestFrames frames = new TestFrames();
    private final List<HubRig> servers = new ArrayList<>();

    @Test
    void allServersGiveTheSameNumbers() {
        HubRig a = server();
        HubRig b = server();
        FakeMember readerOfA = join(a, QUIET);
        FakeMember readerOfB = join(b, QUIET);
        FakeMember publisherOfA = publisher(a);
        FakeMember publisherOfB = publisher(b);
        for (int i = 0; i < 5; i++) {
            publish(publisherOfA);
            publish(publisherOfA);
            publish(publisherOfB);
            settle();
        }
        FakeMember readerOfC = join(server(), QUIET);
        assertEquals(15, messages(readerOfA).size());
        assertSame(readerOfA, readerOfB);
        assertSame(readerOfA, readerOfC);
        publish(publisherOfB);
        settle();
        assertEquals(16, messages(readerOfC).size());
        assertSame(readerOfA, readerOfC);
        assertEquals(epoch(readerOfA), epoch(readerOfB));
        assertEquals(epoch(readerOfA), epoch(readerOfC));
        assertEquals(messages(readerOfA).get(14).number(), readerOfC.answer().newest().number());
    }

    @Test
    void aClientComesBackToAnyServer() {
        HubRig a = server();
        FakeMember reader = join(a, QUIET);
        FakeMember publisher = publisher(a);
        for (int i = 0; i < 6; i++) {
            publish(publisher);
        }
        settle();
        HubRig late = server();
        List<Numbered> all = messages(reader);
        for (HubRig server : List.of(a, late)) {
            for (int i = 0; i < 6; i++) {
                FakeMember back = join(server, since(reader, all.get(i).number()));
                assertFalse(back.answer().gap());
                assertEquals(numbers(all.subList(i + 1, 6)), numbers(messages(back)));
                if (i < 5) {
                    assertEquals(all.get(i + 1).number(), back.answer().first());
                }
            }
        }
        publish(publisher);
        settle();
        FakeMember last = join(late, since(reader, messages(reader).getLast().number()));
        assertFalse(last.answer().gap());
        assertTrue(last.answer().first() > last.answer().newest().number());
        assertTrue(join(late, since(reader, messages(reader).getLast().number() + (1L << 21))).answer().gap());
    }

    @Test
    void answersComeFromTheEngineInOrder() {
        HubRig a = server();
        FakeMember reader = join(server(), QUIET);
        FakeMember asking = join(a, QUIET);
        for (int i = 0; i < 4; i++) {
            ask(asking, frames.ofSize(40), i);
            publish(asking);
        }
        a.loops.runAll();
        assertEquals(List.of(), asking.published(), "the engine has not brought them");
        settle();
        List<Numbered> all = messages(reader);
        assertEquals(List.of("0=" + all.get(0).number(), "1=" + all.get(2).number(), "2=" + all.get(4).number(),
                "3=" + all.get(6).number()), asking.published());
    }

    @Test
    void aQuietJoinIsProposedToNone() {
        HubRig a = server();
        join(a, QUIET);
        int entries = place.entries(new ChannelName(CHANNEL)).size();
        assertEquals(0, entries);
        FakeMember loud = publisher(a);
        assertNull(loud.closed());
        assertEquals(1, place.entries(new ChannelName(CHANNEL)).size());
    }

    @Test
    void anEngineThatLostItsDataBeginsAnotherEpoch() {
        HubRig a = server();
        FakeMember reader = join(a, QUIET);
        FakeMember publisher = publisher(a);
        publish(publisher);
        settle();
        place.reset(0);
        settle();
        publish(publisher);
        settle();
        assertEquals(CloseReason.CLUSTER_UNAVAILABLE, reader.closed());
        FakeMember back = join(a, since(reader, messages(reader).getLast().number()));
        assertTrue(back.answer().gap());
        assertNotEquals(epoch(reader), epoch(back));
        assertEquals(1, messages(back).size());
        FakeMember late = join(server(), QUIET);
        assertSame(back, late);
    }

    private HubRig server() {
        MemoryRelay relay = place.relay();
        HubRig rig = new HubRig(1, HubRig.limits(100, 1 << 20), relay, Duration.ofSeconds(30), servers.size());
        try {
            relay.start(rig.cluster());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        servers.add(rig);
        return rig;
    }

    private FakeMember join(HubRig server, JoinOptions options) {
        FakeMember member = server.joinNumbered(CHANNEL, 0, options);
        settle();
        return member;
    }

    private FakeMember publisher(HubRig server) {
        int cid = 1000 + servers.indexOf(server);
        byte[] join = TestFrames.bytes(Frame.of(new ConnectionId(cid), 1, Message.of("u", CHANNEL, "")).bytes());
        FakeMember member = server.join(CHANNEL, 0, cid, join);
        settle();
        return member;
    }

    private void publish(FakeMember member) {
        ByteBuf in = TestFrames.buffer(frames.ofSize(40));
        member.publish(in, 1);
        in.release();
    }

    private static void ask(FakeMember member, byte[] frame, long tag) {
        ByteBuf in = TestFrames.buffer(frame);
        member.ask(in, tag);
        in.release();
    }

    private void settle() {
        do {
            while (!engine.isEmpty()) {
                engine.remove().run();
            }
            servers.forEach(server -> server.loops.runAll());
        } while (!engine.isEmpty());
    }

    private static JoinOptions since(FakeMember member, long number) {
        return new JoinOptions(false, new Position(epoch(member), number));
    }

    private static long epoch(FakeMember member) {
        return member.answer().newest().epoch();
    }

    private static List<Numbered> messages(FakeMember member) {
        return member.numbered().stream().filter(each -> !each.isEmpty()).toList();
    }

    private static List<Long> numbers(List<Numbered> messages) {
        return messages.stream().map(Numbered::number).toList();
    }

    private static void assertSame(FakeMember one, FakeMember other) {
        assertEquals(messages(one), messages(other));
    }
}
