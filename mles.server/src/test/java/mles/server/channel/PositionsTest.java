package mles.server.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import mles.protocol.CloseReason;
import mles.server.spi.Position;
import mles.server.transport.JoinAnswer;
import mles.server.transport.JoinOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of messages, joins behind a position, quiet joins. */
class PositionsTest {
    private static final JoinOptions QUIET = new JoinOptions(true, null);

    private final HubRig rig = new HubRig(2, HubRig.limits(3, 1 << 20));
    private final String channel = rig.channelAt(0, 0);

    @Test
    void messagesAreCountedAndEmptyJoinsAreNot() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember reader = rig.joinNumbered(channel, 0, QUIET);
        rig.publish(publisher, message());
        rig.leave(rig.join(channel, 0));
        rig.publish(publisher, message(), message());
        assertEquals(List.of(0L, 1L, 1L, 2L, 3L), reader.numbers());
        assertEquals(new JoinAnswer(new Position(epoch(reader), 0), epoch(reader), 1, false), reader.answer());
        rig.leave(reader);
        rig.leave(publisher);
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aNewcomerHearsOfTheNewestAndOfTheFirstOfItsHistory(int loop) {
        FakeMember publisher = rig.join(channel, 0);
        publish(publisher, 7);
        FakeMember reader = rig.joinNumbered(channel, loop, QUIET);
        assertEquals(7, reader.answer().newest().number());
        assertEquals(5, reader.answer().first());
        assertFalse(reader.answer().gap());
        assertEquals(List.of(5L, 6L, 7L), reader.numbers());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7})
    void aPositionInHistoryBringsWhatFollows(int since) {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember early = rig.joinNumbered(channel, 0, QUIET);
        publish(publisher, 7);
        for (int loop = 0; loop < 2; loop++) {
            FakeMember back = rig.joinNumbered(channel, loop, since(early, since));
            assertEquals(new JoinAnswer(new Position(epoch(early), 7), epoch(early), since + 1, false), back.answer());
            assertEquals(List.of(5L, 6L, 7L).subList(since - 4, 3), back.numbers());
            rig.leave(back);
        }
        FakeMember back = rig.joinNumbered(channel, 1, since(early, since));
        publish(publisher, 1);
        assertEquals(8, back.numbers().getLast());
        assertEquals(8 - since, back.numbers().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 1000})
    void aPositionOutOfHistoryIsAGap(int since) {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember early = rig.joinNumbered(channel, 0, QUIET);
        publish(publisher, 7);
        FakeMember back = rig.joinNumbered(channel, 0, since(early, since));
        assertEquals(new JoinAnswer(new Position(epoch(early), 7), epoch(early), 5, true), back.answer());
        assertEquals(List.of(5L, 6L, 7L), back.numbers());
    }

    @Test
    void anotherEpochIsAGap() {
        FakeMember publisher = rig.join(channel, 0);
        publish(publisher, 2);
        FakeMember back = rig.joinNumbered(channel, 0, new JoinOptions(false, new Position(1, 1)));
        assertTrue(back.answer().gap());
        assertEquals(List.of(0L, 1L, 2L), back.numbers(), "with the join of the publisher");
    }

    @Test
    void theStartOfAChannelIsAPosition() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember early = rig.joinNumbered(channel, 0, QUIET);
        publish(publisher, 2);
        FakeMember back = rig.joinNumbered(channel, 0, since(early, 0));
        assertFalse(back.answer().gap());
        assertEquals(List.of(1L, 2L), back.numbers());
    }

    @Test
    void aClearedHistoryKeepsTheNumbers() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember early = rig.joinNumbered(channel, 0, QUIET);
        publish(publisher, 2);
        rig.loops.on(rig.home(channel), () -> rig.hub(channel).clearHistory());
        FakeMember knows = rig.joinNumbered(channel, 0, since(early, 2));
        FakeMember lacks = rig.joinNumbered(channel, 0, since(early, 1));
        assertEquals(new JoinAnswer(new Position(epoch(early), 2), epoch(early), 3, false), knows.answer());
        assertEquals(new JoinAnswer(new Position(epoch(early), 2), epoch(early), 3, true), lacks.answer());
        publish(publisher, 1);
        assertEquals(List.of(3L), knows.numbers());
        assertEquals(List.of(3L), lacks.numbers());
    }

    @Test
    void withoutHistoryOnlyTheNewestIsAPosition() {
        HubRig none = new HubRig(1, HubRig.limits(0, 1 << 20));
        FakeMember publisher = none.join("c", 0);
        FakeMember early = none.joinNumbered("c", 0, QUIET);
        none.publish(publisher, none.frames.ofSize(30), none.frames.ofSize(30));
        none.publish(publisher, none.frames.ofSize(30));
        assertEquals(List.of(1L, 2L, 3L), early.numbers());
        assertFalse(none.joinNumbered("c", 0, since(early, 3)).answer().gap());
        assertTrue(none.joinNumbered("c", 0, since(early, 2)).answer().gap());
    }

    @Test
    void compactionChangesNoNumber() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember early = rig.joinNumbered(channel, 0, QUIET);
        publish(publisher, 2);
        for (int i = 0; i < 20; i++) {
            rig.leave(rig.join(channel, 0));
            rig.pass(HubRig.STALL);
        }
        assertTrue(rig.hub(channel).log().frames() < 12, "compacted");
        publish(publisher, 1);
        FakeMember whole = rig.joinNumbered(channel, 0, QUIET);
        assertEquals(List.of(1L, 2L), whole.numbers().stream().distinct().limit(2).toList());
        assertEquals(3, whole.numbers().getLast());
        FakeMember back = rig.joinNumbered(channel, 0, since(early, 1));
        assertEquals(2, back.numbers().getFirst());
        assertEquals(3, back.numbers().getLast());
        List<Long> tail = early.numbers().subList(early.numbers().size() - 2, early.numbers().size());
        assertEquals(List.of(2L, 3L), tail);
    }

    @Test
    void timesAreThoseOfTheMessages() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember live = rig.joinNumbered(channel, 0, QUIET);
        long first = rig.millis();
        publish(publisher, 1);
        rig.pass(HubRig.STALL);
        long second = rig.millis();
        publish(publisher, 1);
        rig.pass(HubRig.STALL);
        FakeMember late = rig.joinNumbered(channel, 1, QUIET);
        for (FakeMember each : List.of(live, late)) {
            assertEquals(List.of(first, second), each.numbered().stream().filter(message -> message.number() > 0)
                    .map(message -> message.millis()).toList());
        }
    }

    @Test
    void aQuietJoinIsHeardOfByNoneAndTakesItsId() {
        FakeMember other = rig.join(channel, 0);
        int before = other.received().length;
        FakeMember quiet = rig.joinNumbered(channel, 1, 77, message(), QUIET);
        FakeMember behind = rig.joinNumbered(channel, 1, 78, message(), since(quiet, 0));
        assertEquals(before, other.received().length);
        assertEquals(1, rig.hub(channel).log().frames());
        FakeMember again = rig.joinNumbered(channel, 0, 77, message(), QUIET);
        assertEquals(CloseReason.DUPLICATE_CID, again.closed());
        assertNull(quiet.closed());
        assertNull(behind.closed());
        rig.leave(quiet);
        assertNull(rig.joinNumbered(channel, 0, 77, message(), QUIET).closed());
    }

    @Test
    void aLoudJoinOfAMemberThatKnowsNumbersIsItsOwn() {
        FakeMember other = rig.joinNumbered(channel, 0, QUIET);
        byte[] hello = message();
        FakeMember loud = rig.joinNumbered(channel, 0, 77, hello, JoinOptions.V1);
        assertEquals(ByteBuffer.wrap(hello), other.numbered().getFirst().frame());
        assertEquals(List.of(), loud.numbers());
        assertEquals(0, loud.answer().newest().number());
    }

    @Test
    void aReorderedHistoryHasAnotherEpoch() {
        FakeMember publisher = rig.join(channel, 0);
        FakeMember numbered = rig.joinNumbered(channel, 1, QUIET);
        byte[] first = message();
        byte[] known = message();
        byte[] newer = message();
        rig.publish(publisher, first, known, newer);
        rig.joinWith(channel, 90, first, known, message());
        assertEquals(CloseReason.PEER_LOST, numbered.closed());
        FakeMember back = rig.joinNumbered(channel, 1, since(numbered, 2));
        assertTrue(back.answer().gap());
        assertNotEquals(epoch(numbered), epoch(back));
        assertEquals(List.of(2L, 3L, 4L), back.numbers());
        assertEquals(ByteBuffer.wrap(newer), back.numbered().getLast().frame());
        rig.loops.ask(() -> rig.control.closeMembers(CloseReason.SHUTDOWN, Duration.ZERO));
        rig.close();
    }

    private JoinOptions since(FakeMember member, long number) {
        return new JoinOptions(false, new Position(epoch(member), number));
    }

    private static long epoch(FakeMember member) {
        return member.answer().newest().epoch();
    }

    private void publish(FakeMember member, int messages) {
        for (int i = 0; i < messages; i++) {
            rig.publish(member, message());
        }
    }

    private byte[] message() {
        return rig.frames.ofSize(40);
    }
}
