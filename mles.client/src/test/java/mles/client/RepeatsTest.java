package mles.client;

import static mles.client.Repeats.Verdict.NEW;
import static mles.client.Repeats.Verdict.NEW_AFTER_GAP;
import static mles.client.Repeats.Verdict.REPEAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mles.protocol.ConnectionId;
import mles.protocol.Frame;
import mles.protocol.Message;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final Frame JOIN = Frames.from(Frames.UID, "");

    private final Repeats repeats = new Repeats();

    private List<Repeats.Verdict> take(String... texts) {
        return Stream.of(texts).map(text -> Frames.other(repeats, Frames.from("bob", text))).toList();
    }

    private static Frame numbered(int cid, long number) {
        return Frame.of(new ConnectionId(cid), number, Message.of("bob", Frames.CHANNEL, "hi"));
    }

    @Test
    void equalMessageAfterTheReplayIsNew() {
        assertEquals(List.of(NEW, NEW), take("hi", "ho"));
        repeats.begin();
        assertEquals(List.of(REPEAT, REPEAT, NEW, NEW), take("hi", "ho", "hi", "ho"));
    }

    @Test
    void equalMessageBehindAQuietReplayIsNewAfterAGap() {
        take("hi", "ho");
        repeats.begin();
        repeats.quiet();
        assertEquals(List.of(NEW_AFTER_GAP, NEW), take("hi", "ho"));
    }

    @Test
    void whatMayHaveBeenTakenForARepeatIsAGap() {
        take("x", "a", "y", "a");
        repeats.begin();
        assertEquals(List.of(REPEAT, REPEAT, NEW_AFTER_GAP), take("a", "y", "z"));
    }

    @Test
    void messagesThatTheServerLostAreNoNewOnesWhenSentAgain() {
        MessageNumbers numbers = new MessageNumbers();
        Frame first = numbered(1, numbers.next());
        Frame lost = numbered(1, numbers.next());
        assertEquals(NEW, Frames.other(repeats, first));
        assertEquals(NEW, Frames.other(repeats, lost));
        repeats.begin();
        assertEquals(REPEAT, Frames.other(repeats, first));
        assertEquals(List.of(NEW_AFTER_GAP), take("other"));
        assertEquals(REPEAT, Frames.other(repeats, lost), "sent again");
    }

    @Test
    void markHidesNothingThatIsSentAgainBehindIt() {
        MessageNumbers numbers = new MessageNumbers();
        Frame missing = numbered(1, numbers.next());
        Frame mark = Frame.of(missing.cid(), numbers.next(), Message.of("bob", Frames.CHANNEL, ""));
        assertEquals(NEW, Frames.other(repeats, mark));
        assertEquals(NEW, Frames.other(repeats, missing));
    }

    @Test
    void presenceIsCountedAndMayBeDropped() {
        assertEquals(List.of(NEW, NEW, NEW, NEW, NEW), take("", "one", "", "two", ""));
        repeats.begin();
        assertEquals(List.of(REPEAT, REPEAT, REPEAT, NEW), take("one", "two", "", ""));
    }

    @Test
    void nothingReceivedIsAGapUnlessTheFirstJoinIsReplayed() {
        repeats.begin();
        Frames.own(repeats, JOIN);
        assertEquals(List.of(NEW), take("hi"));

        Repeats other = new Repeats();
        other.begin();
        assertEquals(NEW_AFTER_GAP, Frames.other(other, Frames.from("bob", "hi")));
    }

    @Test
    void reachIsToldByWhatIsRepeated() {
        take("one", "two", "three");
        repeats.begin();
        assertFalse(repeats.reachesBefore(3));
        assertFalse(repeats.reachesBefore(0));
        take("two");
        assertTrue(repeats.reachesBefore(2));
        assertFalse(repeats.reachesBefore(1));
        Frames.own(repeats, JOIN);
        assertTrue(repeats.reachesBefore(0));
    }

    @Test
    void ownHistoryComesWithTheFirstConnectionOnly() {
        assertEquals(NEW, Frames.own(repeats, JOIN));
        repeats.begin();
        assertEquals(REPEAT, Frames.own(repeats, JOIN));
    }

    @Test
    void historyLongerThanTheMemoryIsAGap() {
        String[] texts = IntStream.rangeClosed(0, Overlap.MOST_FRAMES).mapToObj(i -> "text " + i)
                .toArray(String[]::new);
        take(texts);
        repeats.begin();
        assertEquals(List.of(REPEAT), take("text 1"));
        repeats.begin();
        assertEquals(List.of(NEW_AFTER_GAP), take("text 0"));
    }

    @Test
    void emptyMessagesAreForgotten() {
        for (int i = 0; i <= Presences.MOST; i++) {
            Frames.other(repeats, Frames.from("bob" + i, ""));
        }
        repeats.begin();
        assertEquals(NEW, Frames.other(repeats, Frames.from("bob0", "")));
        assertEquals(REPEAT, Frames.other(repeats, Frames.from("bob1", "")));
    }

    @Test
    void sessionsAreForgotten() {
        MessageNumbers numbers = new MessageNumbers();
        long number = numbers.next();
        for (int i = 0; i <= HighestNumbers.MOST_SESSIONS; i++) {
            assertEquals(NEW, Frames.other(repeats, numbered(i, number)));
        }
        assertEquals(REPEAT, Frames.other(repeats, numbered(1, number)));
        assertEquals(NEW, Frames.other(repeats, numbered(0, number)));
    }
}
