package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import mles.protocol.ChannelName;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.spi.HistorySync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames on their way to a store that works, fails and works again. */
class StoreSessionTest extends StoreRig {
    @Test
    void eachFrameIsHandedOverOnceAndHeldUntilItIsStored() {
        HubRig rig = new HubRig(2, HubRig.limits(1, 1 << 20), store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        byte[] first = store.all("c");
        store.hold();
        byte[][] messages = new byte[20][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = rig.frames.ofSize(100_000);
            rig.publish(a, messages[i]);
        }
        assertTrue(rig.budget.used() >= 2_000_000, "held: " + rig.budget.used());
        assertEquals(2_000_000, lag(rig));
        store.answer();
        rig.settle();
        assertArrayEquals(TestFrames.join(first, TestFrames.join(messages)), store.all("c"));
        assertEquals(0, lag(rig));
        assertTrue(rig.budget.used() <= 1 << 20, "held: " + rig.budget.used());
        end(rig);
    }

    @Test
    void otherwiseItGoesOnFromMemoryAndCatchesUp() {
        HubRig rig = new HubRig(2, limits, store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 1);
        rig.settle();
        byte[] before = store.all("c");
        store.fail(true);
        byte[] first = rig.frames.ofSize(60);
        byte[] second = rig.frames.ofSize(61);
        rig.publish(a, first);
        rig.settle();
        rig.publish(a, second);
        rig.settle();
        assertTrue(TestFrames.contains(b.received(), first) && TestFrames.contains(b.received(), second));
        assertEquals(1, rig.events.stream().filter("store failed: disk full"::equals).count());
        assertArrayEquals(before, store.all("c"));
        store.fail(false);
        later(rig);
        assertArrayEquals(TestFrames.join(before, first, second), store.all("c"), "without a gap");
        assertTrue(rig.events.contains("store recovered"), rig.events.toString());
        end(rig);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsPurgedWhileTheStoreFailsDoesNotComeBackWithIt(boolean always) {
        HubRig rig = new HubRig(1, limits, store, always ? HistorySync.ALWAYS : INTERVAL);
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 0);
        rig.settle();
        rig.publish(a, rig.frames.ofSize(60));
        rig.settle();
        store.fail(true);
        rig.publish(a, rig.frames.ofSize(61));
        rig.settle();
        rig.loops.ask(() -> rig.control.purge(new ChannelName("c")));
        store.fail(false);
        later(rig);
        assertFalse(rig.events.contains("store recovered"), "nothing was written");
        byte[] after = rig.frames.ofSize(62);
        rig.publish(b, after);
        rig.settle();
        assertTrue(rig.events.contains("store recovered"), rig.events.toString());
        assertArrayEquals(after, store.all("c"));
        FakeMember late = rig.join("c", 0);
        rig.settle();
        assertArrayEquals(after, late.received());
        end(rig);
    }

    @Test
    void aStoreThatFailsForLongKeepsWhatItHad() {
        HubRig rig = new HubRig(1, HubRig.limits(2, 1 << 20), store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        byte[] old = rig.frames.ofSize(50);
        rig.publish(a, old);
        rig.settle();
        byte[] before = store.all("c");
        store.fail(true);
        int opened = store.opened();
        byte[][] messages = new byte[300][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = rig.frames.ofSize(60);
            rig.publish(a, messages[i]);
            rig.pass(SECOND);
            rig.settle();
        }
        assertArrayEquals(before, store.all("c"), "nothing has taken its place yet");
        assertEquals(9, store.opened() - opened, "after 1, 2, 4, 8, 16, 32, 60, 60, 60 seconds");
        assertEquals(List.of("store failed: disk full"), toldOfStore(rig));
        store.fail(false);
        rig.pass(60 * SECOND);
        rig.settle();
        assertEquals(List.of("store failed: disk full", "store recovered"), toldOfStore(rig));
        assertArrayEquals(TestFrames.join(before, messages[298], messages[299]), store.all("c"),
                "all that counts, behind what was there");
        end(rig);
    }

    @Test
    void emptyJoinsDoNotDeleteWhatCouldNotBeLoaded() {
        HubRig rig = new HubRig(1, HubRig.limits(1, 1 << 20), store, INTERVAL);
        byte[] old = rig.frames.ofSize(50);
        store.put("c", old);
        store.unreadable(true);
        for (int i = 0; i < 10; i++) {
            rig.leave(rig.join("c", 0));
            rig.settle();
        }
        store.unreadable(false);
        later(rig);
        assertEquals(rig.hub("c").log().frames(), store.frames("c") - 1, "joins that count come behind it");
        assertArrayEquals(old, Arrays.copyOf(store.all("c"), old.length));
        assertEquals(List.of("load failed: unreadable", "store recovered"), toldOfStore(rig));
        end(rig);
    }

    @Test
    void joinsThatAreTakenOutWhileTheStoreFailsMoveNothingThatItLacks() {
        HubRig rig = new HubRig(1, HubRig.limits(2, 1 << 20), store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        byte[] before = store.all("c");
        store.fail(true);
        byte[] first = rig.frames.ofSize(60);
        rig.publish(a, first);
        rig.settle();
        crowd(rig, 10);
        byte[] second = rig.frames.ofSize(61);
        rig.publish(a, second);
        crowd(rig, 10);
        assertTrue(rig.hub("c").log().frames() < 10, "joins were taken out");
        store.fail(false);
        later(rig);
        byte[] lacked = Arrays.copyOfRange(store.all("c"), before.length, store.all("c").length);
        FakeMember late = rig.join("c", 0);
        assertArrayEquals(late.received(), lacked, "as joiners get it, nothing twice");
        assertTrue(TestFrames.contains(lacked, first) && TestFrames.contains(lacked, second));
        end(rig);
    }

    @Test
    void joinsThatTheStoreHasNotAnsweredStay() {
        HubRig rig = new HubRig(1, HubRig.limits(2, 1 << 20), store, INTERVAL);
        FakeMember a = rig.join("c", 0);
        rig.settle();
        byte[] before = store.all("c");
        store.hold();
        crowd(rig, 10);
        byte[] message = rig.frames.ofSize(60);
        rig.publish(a, message);
        store.fail(true);
        store.answer();
        rig.settle();
        store.fail(false);
        later(rig);
        assertEquals(11 + 1, store.frames("c"), "each once, and the join before");
        assertArrayEquals(before, Arrays.copyOf(store.all("c"), before.length));
        crowd(rig, 1);
        assertTrue(rig.hub("c").log().frames() <= 4, "what is stored may go");
        end(rig);
    }
}
