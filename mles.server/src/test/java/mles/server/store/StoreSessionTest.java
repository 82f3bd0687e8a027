package mles.server.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mles.protocol.ChannelName;
import mles.protocol.CloseReason;
import mles.server.channel.FakeMember;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import mles.server.spi.HistorySync;
import mles.server.spi.Retention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel and the store behind it. */
class StoreSessionTest {
    private static final long SECOND = 1_000_000_000;
    private static final HistorySync INTERVAL = HistorySync.every(Duration.ofSeconds(1));

    private final FakeStore store = new FakeStore();
    private final HubLimits limits = HubRig.limits(100, 1 << 20);

    @Test
    void whoComesBeforeItIsLoadedWaits() {
        HubRig rig = new HubRig(2, limits, store, INTERVAL);
        byte[] old = rig.frames.ofSize(50);
        store.put("c", old);
        FakeMember a = rig.join("c", 0, 1, rig.frames.emptyJoin());
        byte[] more = rig.frames.ofSize(60);
        rig.publish(a, more);
        assertEquals(0, a.received().length);
        assertFalse(rig.loops.ask(rig.control::isIdle), "somebody waits");
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
        assertTrue(contains(b.received(), message) && contains(late.received(), message));
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
        assertFalse(contains(b.received(), lost));
        assertTrue(contains(b.received(), more));
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
        assertFalse(contains(browser.received(), payload));
        store.answer();
        rig.settle();
        assertTrue(contains(browser.received(), payload));
        store.fail(true);
        rig.publish(a, rig.frames.ofSize(70));
        rig.settle();
        assertEquals(CloseReason.STORE_UNAVAILABLE, browser.closed());
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
        assertTrue(contains(b.received(), first) && contains(b.received(), second));
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
        assertTrue(contains(lacked, first) && contains(lacked, second));
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
        HubLimits idle = new HubLimits(new Retention(100, 1 << 24, Duration.ZERO),
                new SlowReaderPolicy(1 << 20, HubRig.STALL), 100, HubRig.STALL, HubRig.HEAP, 100, HubRig.MEMORY_STEP);
        HubRig rig = new HubRig(1, idle, store, INTERVAL);
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
        assertTrue(contains(store.all("c"), message));
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
        HubLimits idle = new HubLimits(new Retention(100, 1 << 24, Duration.ZERO),
                new SlowReaderPolicy(1 << 20, HubRig.STALL), 100, HubRig.STALL, HubRig.HEAP, 100, HubRig.MEMORY_STEP);
        HubRig rig = new HubRig(2, idle, store, INTERVAL);
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
        assertTrue(contains(b.received(), message));
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
        assertTrue(contains(b.received(), message));
        end(rig);
    }

    /** That many members come and go. */
    private static void crowd(HubRig rig, int members) {
        for (int i = 0; i < members; i++) {
            rig.leave(rig.join("c", 0));
            rig.settle();
        }
    }

    private static List<String> toldOfStore(HubRig rig) {
        return rig.events.stream().filter(event -> event.startsWith("store") || event.startsWith("load")).toList();
    }

    private static void later(HubRig rig) {
        for (int i = 0; i < 40; i++) {
            rig.pass(HubRig.STALL / 10);
            rig.settle();
        }
    }

    /** Everything is given back. */
    private void end(HubRig rig) {
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.close();
        assertFalse(store.isOpen("c"));
    }

    private static long lag(HubRig rig) {
        return rig.hubs.count(Counter.HISTORY_LAG_BYTES);
    }

    private static int joinSize(HubRig rig) {
        return rig.frames.emptyJoin().length;
    }

    private static boolean contains(byte[] all, byte[] part) {
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return text.contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
