package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import org.junit.jupiter.api.Test;

/** The end of a channel, and of its use of the store. */
class SessionEndTest extends StoreRig {
    @Test
    void whatIsNotStoredAtTheEndIsCounted() {
        HubRig rig = new HubRig(1, HubRig.limits(2, 1 << 20), store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        store.fail(true);
        for (int i = 0; i < 5; i++) {
            rig.publish(a, rig.frames.ofSize(60));
        }
        rig.settle();
        end(rig);
        assertEquals(2, rig.hubs.count(Counter.HISTORY_LOST_FRAMES), "as many as would have been kept");
        assertTrue(rig.events.contains("store lost 2"), rig.events.toString());
        assertEquals(0, lag(rig));
    }

    @Test
    void whatHasNoAnswerAtTheEndIsCountedWhenItFails() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        store.hold();
        rig.publish(a, rig.frames.ofSize(60));
        rig.loops.ask(rig.control::close);
        rig.settle();
        assertTrue(lag(rig) > 0, "not answered yet");
        store.fail(true);
        store.answer();
        rig.settle();
        assertEquals(1, rig.hubs.count(Counter.HISTORY_LOST_FRAMES));
        assertFalse(store.isOpen("c"));
    }

    @Test
    void aStoreThatFailedIsTriedOnceMoreBeforeTheEnd() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        byte[] before = store.all("c");
        store.fail(true);
        byte[] message = rig.frames.ofSize(60);
        rig.publish(a, message);
        rig.settle();
        store.fail(false);
        rig.loops.ask(rig.control::stopReading);
        assertFalse(rig.loops.ask(rig.control::isIdle), "it is waited for");
        rig.settle();
        assertTrue(rig.loops.ask(rig.control::isIdle));
        end(rig);
        assertArrayEquals(TestFrames.join(before, message), store.all("c"));
        assertEquals(0, rig.hubs.count(Counter.HISTORY_LOST_FRAMES));
    }

    @Test
    void aChannelWithoutMembersStaysWhileItsStoreLacksSomething() {
        HubRig rig = new HubRig(1, IDLE, store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        store.fail(true);
        byte[] message = rig.frames.ofSize(60);
        rig.publish(a, message);
        rig.leave(a);
        rig.settle();
        rig.pass(10 * HubRig.STALL);
        rig.settle();
        assertTrue(rig.has("c"));
        store.fail(false);
        rig.pass(40 * SECOND);
        rig.settle();
        rig.pass(3 * HubRig.STALL);
        rig.settle();
        assertFalse(rig.has("c"));
        assertTrue(TestFrames.contains(store.all("c"), message));
        end(rig);
    }
}
