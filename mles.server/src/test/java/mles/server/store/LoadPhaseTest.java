package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;

/** The load of a channel, and the joins and frames that wait for it. */
class LoadPhaseTest extends StoreRig {
    @Test
    void whoComesBeforeItIsLoadedWaits() {
        HubRig rig = new HubRig(2, limits, store, INTERVAL);
        byte[] old = rig.frames.ofSize(50);
        store.put("c", old);
        FakeMember a = rig.join("c", 0, 1, rig.frames.emptyJoin());
        byte[] more = rig.frames.ofSize(60);
        rig.publish(a, more);
        assertEquals(0, a.received().length);
        assertFalse(rig.loops.ask(rig.control::isIdle), "a join waits");
        byte[] second = rig.frames.emptyJoin();
        FakeMember b = rig.join("c", 1, 2, second);
        rig.settle();
        assertArrayEquals(TestFrames.join(old, second), a.received());
        byte[] all = store.all("c");
        assertArrayEquals(Arrays.copyOf(all, b.received().length), b.received());
        assertEquals(all.length, b.received().length + second.length);
        assertEquals(0, rig.hubs.count(Counter.DROPPED_FRAMES));
        end(rig);
    }

    @Test
    void whoPublishesALotMeanwhileIsNotRead() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.publish(a, rig.frames.ofSize(2 << 20));
        assertFalse(a.isReading());
        rig.settle();
        assertTrue(a.isReading());
        end(rig);
    }

    @Test
    void whoLeavesMeanwhileIsGoneAfterwards() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        byte[] first = rig.frames.emptyJoin();
        FakeMember a = rig.join("c", 0, 1, first);
        rig.leave(a);
        rig.settle();
        assertEquals(CloseReason.LEFT, a.closed());
        assertArrayEquals(first, store.all("c"));
        end(rig);
    }

    @Test
    void whatCannotBeLoadedIsNotOverwritten() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        byte[] old = rig.frames.ofSize(50);
        store.put("c", old);
        store.unreadable(true);
        byte[] first = rig.frames.emptyJoin();
        FakeMember a = rig.join("c", 0, 1, first);
        rig.settle();
        assertEquals("load failed: unreadable", rig.events.getFirst());
        byte[] message = rig.frames.ofSize(60);
        rig.publish(a, message);
        rig.settle();
        assertArrayEquals(TestFrames.join(first, message), rig.join("c", 0).received(), "it goes on from memory");
        assertArrayEquals(old, store.all("c"));
        store.unreadable(false);
        later(rig);
        assertTrue(rig.events.contains("store recovered"), rig.events.toString());
        assertTrue(store.all("c").length > old.length + first.length + message.length, "and catches up");
        end(rig);
    }

    @Test
    void whatIsNotLoadedInTimeIsNotWaitedFor() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        store.put("c", rig.frames.ofSize(50));
        FakeMember a = rig.join("c", 0);
        rig.pass(HubRig.STALL + HubRig.STALL / 10);
        assertEquals("load failed: not loaded in time", rig.events.getFirst());
        rig.publish(a, rig.frames.ofSize(60));
        assertEquals(2, rig.hub("c").log().frames());
        later(rig);
        assertTrue(store.isOpen("c"));
        assertEquals(0, a.received().length);
        end(rig);
    }

    @Test
    void whatIsOnItsWayFromTheStoreCountsAsMemory() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        store.put("c", rig.frames.ofSize(100_000));
        rig.join("c", 0);
        long before = rig.budget.used();
        assertTrue(store.runOne());
        assertEquals(before + 100_000, rig.budget.used());
        rig.settle();
        end(rig);
    }

    @Test
    void loadsWaitInTurnForAsLongAsTheStoreGetsOn() {
        HubRig rig = new HubRig(1, limits, store, INTERVAL);
        FakeMember[] joiners = new FakeMember[6];
        for (int i = 0; i < joiners.length; i++) {
            store.put("c" + i, rig.frames.ofSize(50 + i));
            joiners[i] = rig.join("c" + i, 0);
        }
        for (int i = 0; i < joiners.length; i++) {
            rig.pass(HubRig.STALL * 3 / 5);
            assertTrue(store.runOne());
        }
        rig.settle();
        assertEquals(List.of(), toldOfStore(rig));
        for (int i = 0; i < joiners.length; i++) {
            assertEquals(50 + i, joiners[i].received().length);
        }
        end(rig);
    }

    @Test
    void aChannelThatGoesIsThereAgain() {
        HubRig rig = new HubRig(2, IDLE, store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        byte[] message = rig.frames.ofSize(60);
        rig.settle();
        rig.publish(a, message);
        rig.leave(a);
        rig.settle();
        assertTrue(rig.has("c"));
        rig.pass(3 * HubRig.STALL);
        rig.settle();
        assertFalse(rig.has("c"));
        assertFalse(store.isOpen("c"));
        assertEquals(0, rig.budget.used());
        FakeMember b = rig.join("c", 1);
        rig.settle();
        assertTrue(TestFrames.contains(b.received(), message));
        end(rig);
    }

    @Test
    void aChannelThatComesBackAtOnceWaitsForTheStore() {
        HubRig rig = new HubRig(
                1, new HubLimits(new Retention(100, 1 << 24, Duration.ZERO),
                        new SlowReaderPolicy(1 << 20, HubRig.STALL), 1, 0, HubRig.HEAP, 100, HubRig.MEMORY_STEP),
                store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        store.hold();
        byte[] message = rig.frames.ofSize(60);
        rig.publish(a, message);
        rig.leave(a);
        rig.leave(rig.join("other", 0));
        rig.settle();
        assertTrue(store.isOpen("c"), "the store still has something to answer");
        FakeMember b = rig.join("c", 0);
        rig.settle();
        assertEquals(0, b.received().length);
        store.answer();
        rig.settle();
        assertTrue(TestFrames.contains(b.received(), message));
        end(rig);
    }
}
