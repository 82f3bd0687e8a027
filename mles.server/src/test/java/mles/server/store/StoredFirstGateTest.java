package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.spi.HistorySync;
import org.junit.jupiter.api.Test;

/** Readers of a channel with {@code history-sync always}. */
class StoredFirstGateTest extends StoreRig {
    @Test
    void withAlwaysNobodySeesWhatIsNotStored() {
        HubRig rig = new HubRig(2, limits, store, HistorySync.ALWAYS);
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 1);
        rig.settle();
        int before = b.received().length;
        store.hold();
        byte[] message = rig.frames.ofSize(60);
        rig.publish(a, message);
        FakeMember late = rig.join("c", 1);
        rig.settle();
        assertEquals(before, b.received().length);
        assertEquals(2 * joinSize(rig), late.received().length, "a joiner neither");
        assertFalse(rig.loops.ask(rig.control::isIdle));
        store.answer();
        rig.settle();
        assertTrue(TestFrames.contains(b.received(), message) && TestFrames.contains(late.received(), message));
        end(rig);
    }

    @Test
    void withAlwaysAFailedWriteClosesThePublisherAndNobodySeesIt() {
        HubRig rig = new HubRig(2, limits, store, HistorySync.ALWAYS);
        FakeMember a = rig.join("c", 0);
        FakeMember b = rig.join("c", 1);
        byte[] good = rig.frames.ofSize(60);
        rig.settle();
        rig.publish(a, good);
        rig.settle();
        byte[] stored = store.all("c");
        store.fail(true);
        byte[] lost = rig.frames.ofSize(70);
        rig.publish(a, lost);
        rig.settle();
        assertEquals(CloseReason.STORE_UNAVAILABLE, a.closed());
        assertTrue(rig.events.contains("store failed: disk full"), rig.events.toString());
        FakeMember refused = rig.join("c", 0, 50, rig.frames.emptyJoin());
        rig.settle();
        assertEquals(CloseReason.STORE_UNAVAILABLE, refused.closed());
        assertNull(b.closed());
        store.fail(false);
        later(rig);
        byte[] again = rig.frames.emptyJoin();
        FakeMember c = rig.join("c", 0, 51, again);
        byte[] more = rig.frames.ofSize(80);
        rig.settle();
        rig.publish(c, more);
        rig.settle();
        assertFalse(TestFrames.contains(b.received(), lost));
        assertTrue(TestFrames.contains(b.received(), more));
        assertArrayEquals(stored, c.received(), "what is stored is what a joiner gets");
        assertArrayEquals(TestFrames.join(stored, again, more), store.all("c"));
        assertTrue(rig.events.contains("store recovered"), rig.events.toString());
        end(rig);
    }

    @Test
    void withAlwaysBrowsersSeeWhatIsStoredAndGoWhenNothingCanBe() {
        HubRig rig = new HubRig(2, limits, store, HistorySync.ALWAYS);
        FakeMember a = rig.join("c", 0);
        FakeMember browser = rig.joinBrowser("c", 1);
        rig.settle();
        store.hold();
        byte[] message = rig.frames.ofSize(60);
        byte[] payload = Arrays.copyOfRange(message, 16, 60);
        rig.publish(a, message);
        rig.settle();
        assertFalse(TestFrames.contains(browser.received(), payload));
        store.answer();
        rig.settle();
        assertTrue(TestFrames.contains(browser.received(), payload));
        store.fail(true);
        rig.publish(a, rig.frames.ofSize(70));
        rig.settle();
        assertEquals(CloseReason.STORE_UNAVAILABLE, browser.closed());
        end(rig);
    }
}
