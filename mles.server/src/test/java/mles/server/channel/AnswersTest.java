package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.protocol.ConnectionId;
import mles.server.delivery.NumberedFormat;
import mles.server.log.TestFrames;
import mles.server.spi.HistorySync;
import mles.server.spi.Position;
import mles.server.spi.MemberInfo;
import mles.server.store.FakeStore;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import mles.server.transport.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to publishes. */
class AnswersTest {
    private static final JoinOptions QUIET = new JoinOptions(true, null);

    private final HubRig rig = new HubRig(2, HubRig.limits(10, 1 << 20));
    private final String channel = rig.channelAt(0, 0);

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void eachTagComesBackWithItsNumber(int loop) {
        FakeMember other = rig.join(channel, 0);
        FakeMember asking = rig.joinNumbered(channel, loop, QUIET);
        rig.ask(asking, message(), 5);
        rig.publish(other, message(), message());
        rig.publish(asking, message());
        rig.ask(asking, message(), 6);
        rig.ask(asking, rig.frames.emptyJoin(), 7);
        assertEquals(List.of("5=1", "6=5", "7=5"), asking.published());
        assertEquals(List.of(0L, 2L, 3L), asking.numbers());
    }

    @Test
    void aTcpMemberMayAskToo() {
        FakeMember asking = rig.join(channel, 1);
        rig.ask(asking, message(), 5);
        assertEquals(List.of("5=1"), asking.published());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anAnswerComesBehindAllThatWasBeforeIt(int loop) {
        FakeMember other = rig.join(channel, 0);
        FakeMember asking = rig.joinNumbered(channel, loop, QUIET);
        asking.socket(FakeMember.Socket.WAITS);
        rig.publish(other, message());
        rig.ask(asking, message(), 5);
        rig.publish(other, message());
        assertEquals(List.of(), asking.published());
        asking.take();
        rig.loops.runAll();
        assertEquals(List.of("5=2"), asking.published(), "the one behind it is on its way");
        assertEquals(1, asking.numbers().getLast());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void inOneTurnItComesBehindThemToo(int loop) {
        FakeMember other = rig.join(channel, loop);
        FakeMember asking = rig.joinNumbered(channel, loop, QUIET);
        asking.socket(FakeMember.Socket.WAITS);
        other.publish(TestFrames.buffer(message()), 1);
        asking.ask(TestFrames.buffer(message()), 5);
        rig.loops.runAll();
        assertEquals(List.of(), asking.published());
        asking.take();
        rig.loops.runAll();
        assertEquals(List.of("5=2"), asking.published());
        assertEquals(List.of(0L, 1L), asking.numbers());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aMemberThatDoesNotSubscribeIsAnswered(int loop) {
        for (WireFormat format : List.of(NumberedFormat.INSTANCE, WireFormat.FRAMES)) {
            FakeMember asking = new FakeMember(rig.loops, rig.loops.get(loop), format);
            MemberInfo info = new MemberInfo("u", new ChannelName(channel),
                    new ConnectionId(format.hashCode()),
                    InetSocketAddress.createUnresolved("member", 1));
            rig.loops.on(asking.loop(), () -> asking.joined(rig.joinFlow.join(info, asking,
                    new JoinPayload(TestFrames.buffer(message()), 1, false, QUIET),
                    new MembershipOptions(false, HubRig.MEMBER.pace()))));
            rig.loops.runAll();
            rig.ask(asking, message(), 5);
            assertEquals(1, asking.published().size());
        }
    }

    @Test
    void tooManyOpenAnswersStopThePublisher() {
        FakeMember other = rig.join(channel, 0);
        FakeMember asking = rig.joinNumbered(channel, 0, QUIET);
        asking.socket(FakeMember.Socket.WAITS);
        rig.publish(other, message());
        for (int i = 0; i < 1024; i++) {
            assertTrue(asking.isReading());
            rig.ask(asking, message(), i);
        }
        assertFalse(asking.isReading());
        asking.socket(FakeMember.Socket.TAKES);
        asking.take();
        rig.loops.runAll();
        assertTrue(asking.isReading());
        assertEquals(1024, asking.published().size());
        assertEquals("1023=1025", asking.published().getLast());
    }

    @Test
    void thatWhichLeavesHearsNothing() {
        FakeMember asking = rig.joinNumbered(channel, 1, QUIET);
        asking.ask(TestFrames.buffer(message()), 5);
        asking.leave();
        rig.loops.runAll();
        assertEquals(List.of(), asking.published());
        assertEquals(CloseReason.LEFT, asking.closed());
    }

    @Test
    void withAlwaysTheStoreIsFirst() {
        FakeStore store = new FakeStore();
        HubRig stored = new HubRig(1, HubRig.limits(10, 1 << 20), store, HistorySync.ALWAYS);
        FakeMember asking = stored.joinNumbered("c", 0, QUIET);
        FakeMember tcp = stored.join("c", 0);
        stored.settle();
        store.hold();
        stored.ask(tcp, stored.frames.ofSize(30), 1);
        stored.ask(asking, stored.frames.ofSize(30), 2);
        stored.ask(tcp, stored.frames.ofSize(30), 3);
        stored.settle();
        assertEquals(List.of(), asking.published());
        assertEquals(List.of(), tcp.published());
        store.answer();
        stored.settle();
        assertEquals(List.of("2=2"), asking.published());
        assertEquals(List.of("1=1", "3=3"), tcp.published());
    }

    @Test
    void whatIsNotStoredHasNoAnswer() {
        FakeStore store = new FakeStore();
        HubRig stored = new HubRig(1, HubRig.limits(10, 1 << 20), store, HistorySync.ALWAYS);
        FakeMember asking = stored.joinNumbered("c", 0, QUIET);
        FakeMember reader = stored.joinNumbered("c", 0, QUIET);
        stored.settle();
        stored.ask(asking, stored.frames.ofSize(30), 1);
        stored.settle();
        store.fail(true);
        stored.ask(asking, stored.frames.ofSize(30), 2);
        stored.settle();
        assertEquals(List.of("1=1"), asking.published());
        assertEquals(CloseReason.STORE_UNAVAILABLE, asking.closed());
        assertEquals(CloseReason.STORE_UNAVAILABLE, reader.closed());
        store.fail(false);
        stored.pass(HubRig.STALL);
        stored.settle();
        FakeMember back = stored.joinNumbered("c", 0, new JoinOptions(false, reader.answer().newest()));
        stored.settle();
        assertEquals(new JoinAnswer(new Position(epoch(reader), 1), back.answer().next(), 1, false), back.answer());
        FakeMember ahead = stored.joinNumbered("c", 0, new JoinOptions(false, new Position(epoch(reader), 2)));
        stored.settle();
        assertTrue(ahead.answer().gap(), "the second message is not there");
    }

    private static long epoch(FakeMember member) {
        return member.answer().newest().epoch();
    }

    private byte[] message() {
        return rig.frames.ofSize(40);
    }
}
