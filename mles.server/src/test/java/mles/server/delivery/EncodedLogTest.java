package mles.server.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers among the members of a channel. */
class EncodedLogTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long WINDOW = 32 << 20;

    private final HubRig rig = new HubRig(2, HubRig.limits(100, WINDOW));
    private final String channel = rig.channelAt(0, 0);

    @Test
    void aBrowserGetsPayloadsAndOthersGetFrames() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember browser = rig.joinBrowser(channel, 0);
        FakeMember other = rig.join(channel, 0);
        byte[] hello = rig.frames.ofSize(100);
        rig.publish(publisher, hello);
        byte[] got = other.received();
        assertEquals(2, browser.writes() - 1, "history, then the other's join, then the message");
        assertArrayEquals(hello, tail(got, hello.length));
        byte[] message = BrowserBytes.of(hello);
        assertArrayEquals(message, tail(browser.received(), message.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 127, 65_535, 65_536, 262_134, 262_135, 524_268, 524_269, 1_000_000, 16_777_215})
    void everyLengthHasItsForm(int payload) {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember browser = rig.joinBrowser(channel, 1);
        byte[] frame = rig.frames.ofSize(16 + payload);
        rig.publish(publisher, frame);
        byte[] expected = BrowserBytes.of(frame);
        assertArrayEquals(expected, tail(browser.received(), expected.length));
    }

    @Test
    void ownFramesDoNotComeBackAndThoseOfOthersDo() {
        FakeMember one = rig.joinBrowser(channel, 0);
        FakeMember two = rig.joinBrowser(channel, 1);
        int before = one.received().length;
        byte[] first = rig.frames.ofSize(40);
        byte[] second = rig.frames.ofSize(50);
        byte[] third = rig.frames.ofSize(60);
        rig.publish(one, first);
        rig.publish(two, second);
        rig.publish(one, third);
        assertArrayEquals(BrowserBytes.of(second), tail(one.received(), one.received().length - before));
        byte[] expected = BrowserBytes.of(first, third);
        assertArrayEquals(expected, tail(two.received(), expected.length));
    }

    @Test
    void aLongHistoryIsEncodedInSteps() {
        FakeMember publisher = rig.join(channel, 0);
        List<byte[]> history = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] frame = rig.frames.ofSize(200_000);
            history.add(frame);
            rig.publish(publisher, frame);
        }
        FakeMember browser = rig.joinBrowser(channel, 0);
        byte[] expected = BrowserBytes.of(history.toArray(byte[][]::new));
        assertArrayEquals(expected, tail(browser.received(), expected.length));
    }

    /** A second browser comes half way, when the channel has dropped what the first still waits for. */
    @Test
    void whoComesWhileHistoryIsEncodedGetsHistoryAndNoMore() {
        HubRig few = new HubRig(1, HubRig.limits(20, WINDOW));
        byte[] join = few.frames.emptyJoin();
        FakeMember publisher = few.join("c", 0, 77, join);
        List<byte[]> sent = new ArrayList<>(List.of(join));
        for (int i = 0; i < 20; i++) {
            byte[] frame = few.frames.ofSize(250_000);
            sent.add(frame);
            few.publish(publisher, frame);
        }
        FakeMember early = few.joinBrowserSoon("c", 0);
        byte[] more = few.frames.ofSize(250_000);
        sent.add(more);
        publisher.publish(TestFrames.buffer(more), 1);
        FakeMember late = few.joinBrowserSoon("c", 0);
        few.loops.runAll();
        byte[] all = BrowserBytes.of(sent.subList(0, 21).toArray(byte[][]::new));
        assertArrayEquals(all, Arrays.copyOf(early.received(), all.length));
        byte[] fromTheSecond = BrowserBytes.of(sent.subList(2, 21).toArray(byte[][]::new));
        assertArrayEquals(fromTheSecond, Arrays.copyOf(late.received(), fromTheSecond.length));
    }

    @Test
    void whoBringsNothingNewGetsHistoryAllTheSame() {
        byte[] message = rig.frames.ofSize(50);
        rig.publish(rig.join(channel, 0), message);
        FakeMember browser = rig.resyncBrowser(channel, 0, message);
        byte[] expected = BrowserBytes.of(message);
        assertArrayEquals(expected, tail(browser.received(), expected.length));
    }

    @Test
    void historyIsCutLikeTheChannels() {
        HubRig few = new HubRig(1, HubRig.limits(3, WINDOW));
        FakeMember publisher = few.join("c", 0);
        FakeMember first = few.joinBrowser("c", 0);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            byte[] frame = few.frames.ofSize(30 + i);
            sent.add(frame);
            few.publish(publisher, frame);
        }
        FakeMember second = few.joinBrowser("c", 0);
        assertArrayEquals(BrowserBytes.of(sent.get(7), sent.get(8), sent.get(9)), second.received());
        assertTrue(first.received().length > second.received().length);
    }

    @Test
    void compactedJoinsAreGoneForBrowsersToo() {
        HubRig few = new HubRig(1, HubRig.limits(4, WINDOW));
        FakeMember publisher = few.join("c", 0);
        FakeMember watching = few.joinBrowser("c", 0);
        byte[] message = few.frames.ofSize(50);
        few.publish(publisher, message);
        for (int i = 0; i < 50; i++) {
            few.leave(few.join("c", 0));
        }
        FakeMember plain = few.join("c", 0);
        few.leave(plain);
        FakeMember browser = few.joinBrowser("c", 0);
        byte[] last = BrowserBytes.of(plain.received());
        assertTrue(browser.received().length < watching.received().length / 2);
        assertTrue(last.length > 0);
        byte[] start = BrowserBytes.of(message);
        assertArrayEquals(start, Arrays.copyOf(browser.received(), start.length));
    }

    @Test
    void itIsKeptForAMinuteAfterTheLastBrowser() {
        rig.publish(rig.join(channel, 0), rig.frames.ofSize(60_000));
        rig.leave(rig.join(channel, 0));
        rig.leave(rig.join(channel, 0));
        long plain = rig.budget.used();
        FakeMember browser = rig.joinBrowser(channel, 0);
        assertTrue(rig.budget.used() > plain + 50_000);
        rig.leave(browser);
        rig.pass(MINUTE - MINUTE / 60);
        assertTrue(rig.budget.used() > plain + 50_000, "kept");
        rig.pass(MINUTE / 20);
        assertTrue(rig.budget.used() < plain + 50_000, "dropped");
        rig.joinBrowser(channel, 0);
        assertTrue(rig.budget.used() > plain + 50_000, "made again");
    }

    @Test
    void whoComesBackInTimeKeepsIt() {
        rig.publish(rig.join(channel, 0), rig.frames.ofSize(60_000));
        rig.leave(rig.join(channel, 0));
        rig.leave(rig.join(channel, 0));
        long plain = rig.budget.used();
        rig.leave(rig.joinBrowser(channel, 0));
        rig.pass(MINUTE / 2);
        FakeMember back = rig.joinBrowser(channel, 0);
        rig.pass(3 * MINUTE);
        assertTrue(rig.budget.used() > plain + 50_000, "in use");
        rig.leave(back);
        rig.pass(2 * MINUTE);
        assertTrue(rig.budget.used() < plain + 50_000, "dropped");
    }

    @Test
    void shortMemoryTakesItWithTheHistory() {
        rig.publish(rig.join(channel, 0), rig.frames.ofSize(5000));
        rig.leave(rig.joinBrowser(channel, 0));
        long both = rig.budget.used();
        rig.loops.on(rig.loops.get(0), () -> rig.hub(channel).clearHistory());
        assertTrue(rig.budget.used() < both - 4000);
    }

    private static byte[] tail(byte[] all, int size) {
        return Arrays.copyOfRange(all, all.length - size, all.length);
    }
}
