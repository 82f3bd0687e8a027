package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import mles.server.spi.HistorySync;
import mles.server.spi.Position;
import mles.server.store.FakeStore;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import org.junit.jupiter.api.Test;

/** Positions that outlive a server, as far as its messages do. */
class StoredPositionsTest {
    private static final JoinOptions QUIET = new JoinOptions(true, null);

    private final FakeStore store = new FakeStore();

    @Test
    void positionsGoOnAfterARestart() {
        HubRig first = rig(10);
        FakeMember old = join(first, QUIET);
        publish(first, old, 3);
        leaveAndClose(first, old);
        HubRig second = rig(10);
        FakeMember back = join(second, since(old, 2));
        assertEquals(new JoinAnswer(new Position(epoch(old), 3), back.answer().next(), 3, false), back.answer());
        assertEquals(List.of(3L), back.numbers());
        assertNotEquals(epoch(old), back.answer().next());
        publish(second, back, 2);
        leaveAndClose(second, back);
        HubRig third = rig(10);
        assertEquals(List.of(3L, 4L, 5L), join(third, since(old, 2)).numbers());
        assertEquals(List.of(5L), join(third, sinceNext(back, 4)).numbers());
        assertFalse(join(third, sinceNext(back, 5)).answer().gap());
    }

    @Test
    void aLifeWithoutMessagesIsNoGap() {
        HubRig first = rig(10);
        FakeMember old = join(first, QUIET);
        publish(first, old, 3);
        leaveAndClose(first, old);
        for (int life = 0; life < 3; life++) {
            HubRig idle = rig(10);
            FakeMember back = join(idle, since(old, 3));
            assertEquals(new Position(epoch(old), 3), back.answer().newest());
            assertFalse(back.answer().gap());
            FakeMember newcomer = join(idle, QUIET);
            assertEquals(new Position(epoch(old), 3), newcomer.answer().newest());
            leaveAndClose(idle, back, newcomer);
        }
        HubRig last = rig(10);
        FakeMember publisher = join(last, since(old, 3));
        publish(last, publisher, 1);
        FakeMember late = join(last, QUIET);
        assertEquals(new Position(publisher.answer().next(), 4), late.answer().newest());
        assertEquals(List.of(4L), join(last, sinceNext(publisher, 3)).numbers());
    }

    @Test
    void aPositionWhoseMessageIsLostIsAGapForEver() {
        HubRig first = rig(10);
        FakeMember publisher = join(first, QUIET);
        FakeMember old = join(first, QUIET);
        publish(first, publisher, 1);
        store.hold();
        publish(first, publisher, 2);
        assertEquals(List.of(1L, 2L, 3L), old.numbers());
        store.crash();
        HubRig second = rig(10);
        assertTrue(join(second, since(old, 3)).answer().gap());
        FakeMember other = join(second, QUIET);
        publish(second, other, 4);
        FakeMember back = join(second, since(old, 3));
        assertTrue(back.answer().gap());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), back.numbers());
        FakeMember knows = join(second, since(old, 1));
        assertFalse(knows.answer().gap());
        assertEquals(List.of(2L, 3L, 4L, 5L), knows.numbers());
    }

    @Test
    void historyThatDoesNotReachBackIsAGap() {
        HubRig first = rig(10);
        FakeMember old = join(first, QUIET);
        publish(first, old, 5);
        leaveAndClose(first, old);
        HubRig second = rig(2);
        assertTrue(join(second, since(old, 2)).answer().gap());
        assertEquals(List.of(4L, 5L), join(second, since(old, 3)).numbers());
    }

    @Test
    void messagesThatAStoreNeverGotAreAGapForTheNextServer() {
        HubRig first = rig(2);
        FakeMember old = join(first, QUIET);
        publish(first, old, 1);
        store.fail(true);
        publish(first, old, 5);
        store.fail(false);
        first.pass(HubRig.STALL);
        first.settle();
        publish(first, old, 1);
        leaveAndClose(first, old);
        HubRig second = rig(2);
        for (int number = 1; number < 7; number++) {
            JoinAnswer answer = join(second, since(old, number)).answer();
            assertTrue(answer.gap() || number >= answer.newest().number() - 2, "number " + number + ": " + answer);
        }
    }

    private HubRig rig(int frames) {
        return new HubRig(1, HubRig.limits(frames, 1 << 20), store, HistorySync.NONE);
    }

    private static FakeMember join(HubRig rig, JoinOptions options) {
        FakeMember member = rig.joinNumbered("c", 0, options);
        rig.settle();
        return member;
    }

    private static void publish(HubRig rig, FakeMember member, int messages) {
        IntStream.range(0, messages).forEach(i -> rig.publish(member, rig.frames.ofSize(40)));
        rig.settle();
    }

    private static void leaveAndClose(HubRig rig, FakeMember... members) {
        for (FakeMember member : members) {
            rig.leave(member);
            rig.settle();
        }
        rig.close();
        rig.settle();
    }

    private static JoinOptions since(FakeMember member, long number) {
        return new JoinOptions(false, new Position(epoch(member), number));
    }

    private static JoinOptions sinceNext(FakeMember member, long number) {
        return new JoinOptions(false, new Position(member.answer().next(), number));
    }

    private static long epoch(FakeMember member) {
        return member.answer().newest().epoch();
    }
}
