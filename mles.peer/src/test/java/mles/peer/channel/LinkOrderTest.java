package mles.peer.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.server.channel.FakeMember;
import mles.server.channel.HubRig;
import mles.server.log.TestFrames;
import mles.server.metrics.Counter;
import org.junit.jupiter.api.Test;

/** Old values do not win over new ones, whichever server was away (SPEC 6.2, 6.3). */
class LinkOrderTest extends UpstreamLinkRig {
    private static final int PUBLISHER = 500;

    @Test
    void publishersOfAChannelThatIsOpenedWaitForWhatIsAbove() {
        rig = rig(1);
        FakeMember publisher = enter();
        FakeMember reader = reader();
        rig.publish(publisher, said("new"));
        assertEquals(List.of(), texts(reader.received()));
        link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said("old"));
        rig.pass(CatchUp.QUIET_NANOS / 2);
        link.receive(rig, said("less old"));
        assertEquals(List.of("old", "less old"), texts(reader.received()));
        rig.pass(CatchUp.QUIET_NANOS);
        assertEquals(List.of("old", "less old", "new"), texts(reader.received()));
        assertEquals(List.of("new"), texts(reader().received()));
        assertEquals(List.of("new"), texts(link.taken()));
    }

    @Test
    void theyWaitForTheConnectionWithTheOtherKeyAndAreSentOneByOne() {
        FakeMember publisher = enter();
        FakeMember reader = reader();
        rig.publish(publisher, said("new"));
        link.connect(rig, KEY, Optional.empty());
        link.end(rig, LinkOutcome.OTHER_KEY);
        assertEquals(List.of(), texts(reader.received()));
        assertArrayEquals(join(CID, 99), connect(99),
                "no resync, of which a reference server stores the first item only");
        assertEquals(List.of("new"), texts(link.taken()));
        assertEquals(List.of("new"), texts(reader.received()));
    }

    @Test
    void theyDoNotWaitForAServerThatIsAway() {
        FakeMember publisher = enter();
        FakeMember reader = reader();
        rig.publish(publisher, said("1"));
        link.unreachable(rig);
        assertEquals(List.of("1"), texts(reader.received()));
    }

    @Test
    void theyDoNotWaitForEverForAServerThatDoesNotAnswer() {
        FakeMember publisher = enter();
        FakeMember reader = reader();
        rig.publish(publisher, said("1"));
        rig.pass(HubRig.STALL / 2);
        assertEquals(List.of(), texts(reader.received()));
        rig.pass(HubRig.STALL / 2);
        assertEquals(List.of("1"), texts(reader.received()));
    }

    @Test
    void theyDoNotWaitForEverForOneThatTellsAllTheTime() {
        FakeMember publisher = enter();
        FakeMember reader = reader();
        rig.publish(publisher, said("1"));
        link.connect(rig, KEY, Optional.empty());
        for (int i = 0; i < 20; i++) {
            assertFalse(texts(reader.received()).contains("1"));
            link.receive(rig, said(PUBLISHER + 1, "above " + i));
            rig.pass(HubRig.STALL / 20);
        }
        assertTrue(texts(reader.received()).contains("1"));
        assertEquals(List.of("1"), texts(link.taken()));
    }

    @Test
    void aMemberThatHasPublishedNothingLeavesAtOnceAndAnotherBehindThat() {
        FakeMember silent = enter();
        FakeMember publisher = rig.join("c", 0, PUBLISHER, join(PUBLISHER, KEY));
        rig.publish(publisher, said("1"));
        rig.leave(silent);
        rig.leave(publisher);
        assertEquals(1, rig.hub("c").members());
        link.unreachable(rig);
        assertEquals(0, rig.hub("c").members());
        assertTrue(link.channel().needsLink());
        connect(KEY);
        assertEquals(List.of("1"), texts(link.taken()));
    }

    @Test
    void whatComesFromAboveIsOlderThanWhatWasSaidMeanwhile() {
        List<String> all = List.of("0", "1", "2", "other", "3", "4", "5");
        for (int history : new int[]{1, 3, 100}) {
            rig = rig(history);
            FakeMember publisher = enter();
            FakeMember reader = reader();
            link.unreachable(rig);
            rig.publish(publisher, said("4"), said("5"));
            link.connect(rig, KEY, Optional.empty());
            assertEquals(0, link.taken().length, "above, all that comes now was there before it");
            link.receive(rig, said("0"), said("1"));
            link.receive(rig, said("2"), said(PUBLISHER + 1, "other"), said("3"));
            assertEquals(all.subList(Math.max(0, all.size() - history), all.size()), texts(reader().received()));
            rig.pass(CatchUp.QUIET_NANOS);
            assertEquals(List.of("4", "5", "other"), texts(reader.received()), "nothing older of the same publisher");
            assertEquals(4, rig.hubs.count(Counter.PEER_SUPERSEDED_FRAMES));
            assertEquals(List.of("4", "5"), texts(link.taken()));
            link.receive(rig, said("6"));
            assertEquals(List.of("4", "5", "other", "6"), texts(reader.received()), "this is said now");
        }
    }

    @Test
    void theSameHoldsWhereTheConnectionIsLostBeforeAllHasCome() {
        FakeMember publisher = enter();
        FakeMember reader = reader();
        link.unreachable(rig);
        rig.publish(publisher, said("2"));
        link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said("0"));
        link.end(rig, LinkOutcome.LOST);
        rig.publish(publisher, said("3"));
        link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said("0"), said("1"));
        assertEquals(List.of("0", "1", "2", "3"), texts(reader().received()));
        rig.pass(CatchUp.QUIET_NANOS);
        assertEquals(List.of("2", "3"), texts(link.taken()));
        link.end(rig, LinkOutcome.LOST);
        assertEquals(List.of("0", "1", "2", "3"),
                resync(connect(KEY)).items().stream().skip(1).flatMap(item -> texts(TestFrames.bytes(item)).stream())
                        .toList());
        assertEquals(List.of("2", "3"), texts(reader.received()));
    }

    @Test
    void whileFramesComeRoundTheWayOfAFrameTellsNoAge() {
        FakeMember publisher = enter();
        FakeMember reader = reader();
        connect(KEY);
        rig.pass(2 * ReplayFilter.PATIENCE_NANOS);
        rig.publish(publisher, said("1"));
        link.receive(rig, said("1"));
        link.end(rig, LinkOutcome.LOST);
        rig.publish(publisher, said("2"));
        link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said("3"));
        assertEquals(List.of("1", "2", "3"), texts(reader.received()));
        assertEquals(0, rig.hubs.count(Counter.PEER_SUPERSEDED_FRAMES));
    }

    @Test
    void whatALinkJoinsWithIsNewAndIsNotSaidAnew() {
        rig = rig(1);
        rig.join("c", 0, PUBLISHER, said("new"));
        assertEquals(List.of("new"), texts(connectTelling("old")));
        assertEquals(List.of("new"), texts(reader().received()));
        link.accept(rig);
        link.end(rig, LinkOutcome.LOST);
        byte[] next = connect(KEY);
        assertEquals(List.of("", "new", ""), resync(next).items().stream().map(LinkOrderTest::text).toList(),
                "its member is there still, and what it said stands in its place");
    }

    @Test
    void whatAMemberBringsBackIsOlderThanWhatWasSaidHere() {
        List<String> all = IntStream.range(0, 12).mapToObj(Integer::toString).toList();
        for (int history : new int[]{1, 5, 100}) {
            HubRig root = new HubRig(1, HubRig.limits(history, WINDOW));
            FakeMember reader = root.join("c", 0);
            FakeMember publisher = root.join("c", 0, PUBLISHER, join(PUBLISHER, KEY));
            root.publish(publisher, said("10"), said("11"));
            root.joinWith("c", 78, join(78, KEY), said("0"), said("1"), said(PUBLISHER + 1, "other"), said("2"),
                    said("3"), said("4"), said("5"), said("6"), said("7"), said("8"), said("9"));
            assertEquals(List.of("10", "11", "other"), texts(reader.received()));
            List<String> kept = texts(root.join("c", 0).received()).stream().filter(text -> !text.equals("other"))
                    .toList();
            assertEquals(all.subList(Math.max(0, all.size() - history), all.size()), kept);
        }
    }

    /** A server that was restarted: a member brings back what publishers above said before, and what one below said. */
    @Test
    void whatIsToldBehindFramesThatWereBroughtBackIsNew() {
        enter();
        FakeMember reader = reader();
        rig.joinWith("c", 78, join(78, KEY), said("1"), said(PUBLISHER + 1, "below"), said("2"));
        link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said("1"), said(PUBLISHER + 1, "above"));
        link.receive(rig, said("2"), said("3"));
        link.receive(rig, said(PUBLISHER + 1, "newer than below"), said("4"));
        assertEquals(List.of("1", "below", "2", "3", "newer than below", "4"), texts(reader.received()));
        assertEquals(List.of("above", "1", "below", "2", "3", "newer than below", "4"), texts(reader().received()));
        assertEquals(1, rig.hubs.count(Counter.PEER_SUPERSEDED_FRAMES));
    }

    /** The upstream server was restarted, too, and never got everything back. */
    @Test
    void framesThatWereLostAboveMakeNothingOldThatFollowsOthers() {
        enter();
        FakeMember reader = reader();
        rig.joinWith("c", 78, join(78, KEY), said("1"), said("lost above"), said(PUBLISHER + 1, "other"));
        link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said("1"), said("older?"), said(PUBLISHER + 1, "other"), said("2"));
        assertEquals(List.of("1", "lost above", "other", "2"), texts(reader.received()));
        assertEquals(1, rig.hubs.count(Counter.PEER_SUPERSEDED_FRAMES));
    }

    private byte[] connectTelling(String text) {
        byte[] first = link.connect(rig, KEY, Optional.empty());
        link.receive(rig, said(text));
        rig.pass(CatchUp.QUIET_NANOS);
        return first;
    }

    private FakeMember reader() {
        return rig.join("c", 0);
    }

    private static byte[] said(String text) {
        return said(PUBLISHER, text);
    }

    private static byte[] said(int publisher, String text) {
        return TestFrames.bytes(Frame.of(new ConnectionId(publisher), KEY, Message.of("p", "c", text)).bytes());
    }

    private static List<String> texts(byte[] frames) {
        List<String> texts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(frames);
        for (int at = 0; at < frames.length; at += Header.frameSize(in, at)) {
            texts.add(text(in.slice(at, Header.frameSize(in, at))));
        }
        texts.removeIf(String::isEmpty);
        return texts;
    }

    private static String text(ByteBuffer frame) {
        return Message.decode(frame.slice(Header.SIZE, frame.limit() - Header.SIZE)).text();
    }
}
