package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import mles.protocol.ConnectionId;
import mles.protocol.ConnectionKey;
import mles.protocol.Frame;
import mles.protocol.Message;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A log with a bounded history, and a session that is connected to it now and then. */
class RepeatsProperties {
    private static final int CONNECTIONS = 6;
    private static final List<String> OTHERS = List.of("bob", "carol");

    /** Place in the log of a frame that was received, where that connection's replay began, and a gap that was told. */
    private record Seen(int place, int from, boolean afterGap) {
    }

    private static final class World {
        private final Random random;
        private final int historyLimit;
        private final boolean late;
        private final List<Frame> log = new ArrayList<>();
        private final List<MessageNumbers> numbers = List.of(new MessageNumbers(), new MessageNumbers());
        private final Repeats repeats = new Repeats();
        private final List<Seen> seen = new ArrayList<>();

        World(long seed, int historyLimit, boolean late) {
            this.late = late;
            this.random = new Random(seed);
            this.historyLimit = historyLimit;
        }

        /** {@return the messages with content that were received, in order} */
        List<Frame> run() {
            for (int i = 0; i < CONNECTIONS; i++) {
                publish(20);
                connect(i == 0);
            }
            List<Integer> places = seen.stream().map(Seen::place).toList();
            assertEquals(places.stream().sorted().toList(), places);
            return places.stream().map(log::get).toList();
        }

        void publish(int most) {
            for (int i = random.nextInt(most + 1); i > 0; i--) {
                int kind = random.nextInt(10);
                int who = random.nextInt(OTHERS.size());
                if (kind == 0) {
                    log.add(Frames.from(Frames.UID, "own"));
                } else if (kind == 1) {
                    log.add(Frames.from(OTHERS.get(who), ""));
                } else if (kind == 2 && late) {
                    sendAgain(OTHERS.get(who));
                } else {
                    log.add(message(OTHERS.get(who), numbers.get(who).next(), "hi"));
                }
            }
        }

        /** A sender brings its last messages again, as from a connection that was thought dead. */
        private void sendAgain(String who) {
            List<Frame> all = log.stream().filter(frame -> isMessage(frame, who)).distinct().toList();
            log.addAll(all.subList(Math.max(0, all.size() - random.nextInt(4)), all.size()));
        }

        void connect(boolean first) {
            if (!first) {
                repeats.begin();
            }
            int join = log.size();
            log.add(Frames.from(Frames.UID, ""));
            int from = join;
            for (int content = 0; from > 0; from--) {
                content += isEmpty(log.get(from - 1)) ? 0 : 1;
                if (content > historyLimit) {
                    break;
                }
            }
            publish(10);
            int until = from + random.nextInt(log.size() - from + 1);
            for (int i = from; i < until; i++) {
                take(i, from, join);
            }
        }

        private void take(int place, int from, int join) {
            Frame frame = log.get(place);
            if (isOwn(frame)) {
                if (place < join) {
                    Frames.own(repeats, frame);
                }
                return;
            }
            Repeats.Verdict verdict = Frames.other(repeats, frame);
            if (verdict != Repeats.Verdict.REPEAT && !isEmpty(frame)) {
                seen.add(new Seen(place, from, verdict == Repeats.Verdict.NEW_AFTER_GAP));
            }
        }

        private List<Frame> messages(int from, int to) {
            return log.subList(from, to).stream().filter(frame -> !isOwn(frame) && !isEmpty(frame)).toList();
        }
    }

    private static Frame message(String uid, long number, String text) {
        long key = ConnectionKey.of(Frames.KEY, uid, Frames.CHANNEL);
        return Frame.of(ConnectionId.of(key), number, Message.of(uid, Frames.CHANNEL, text));
    }

    private static boolean isEmpty(Frame frame) {
        return !Message.decode(frame.payload()).payload().hasRemaining();
    }

    private static boolean isOwn(Frame frame) {
        return Message.decode(frame.payload()).uid().equals(Frames.UID);
    }

    private static boolean isMessage(Frame frame, String who) {
        return !isEmpty(frame) && Message.decode(frame.payload()).uid().equals(who);
    }

    @Property(tries = 2000)
    void numberedMessagesComeOnceAndGapsAreTold(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int limit) {
        World world = new World(seed, limit, false);
        List<Frame> received = world.run();
        for (int i = 1; i < world.seen.size(); i++) {
            Seen last = world.seen.get(i - 1);
            Seen next = world.seen.get(i);
            boolean missing = !world.messages(last.place() + 1, next.place()).isEmpty();
            assertTrue(!missing || next.afterGap(), "each gap is told");
            assertTrue(!next.afterGap() || next.from() > last.place(), "none is told where the replay reaches back");
        }
        assertEquals(received.stream().distinct().toList(), received);
    }

    /** Messages that are twice in the log, as the first connection was only thought dead. */
    @Property(tries = 300)
    void whatIsSentTwiceComesOnce(@ForAll long seed) {
        World world = new World(seed, Integer.MAX_VALUE, true);
        List<Frame> received = world.run();
        List<Frame> all = world.messages(0, world.log.size()).stream().distinct().toList();
        assertEquals(all.subList(0, received.size()), received);
        assertTrue(world.seen.stream().skip(1).noneMatch(Seen::afterGap));
    }

    /** Texts from a small alphabet, so that equal messages are common. */
    @Property(tries = 2000)
    void wholeHistoryOfEqualMessagesComesOnce(@ForAll @Size(max = 40) List<@IntRange(max = 2) Integer> texts,
            @ForAll @Size(max = 5) List<@IntRange(max = 40) Integer> cuts) {
        Repeats repeats = new Repeats();
        List<Frame> log = texts.stream().map(text -> Frames.from("bob", "text " + text)).toList();
        List<Frame> received = new ArrayList<>();
        int length = 0;
        int joins = 0;
        for (int cut : cuts) {
            length = Math.max(length, Math.min(cut, log.size()));
            for (Frame frame : log.subList(0, length)) {
                Repeats.Verdict verdict = Frames.other(repeats, frame);
                if (verdict != Repeats.Verdict.REPEAT) {
                    assertEquals(Repeats.Verdict.NEW, verdict);
                    received.add(frame);
                }
            }
            assertEquals(log.subList(0, length), received);
            repeats.begin();
            joins++;
            for (int i = 0; i < joins; i++) {
                Frames.own(repeats, Frames.from(Frames.UID, ""));
            }
        }
    }

    /** The plain model: the longest end of what was received that the replay begins with. */
    @Property(tries = 5000)
    void longestOverlapIsTakenOut(@ForAll @Size(min = 1, max = 12) List<@IntRange(max = 2) Integer> before,
            @ForAll @Size(max = 12) List<@IntRange(max = 2) Integer> replayed) {
        Repeats repeats = new Repeats();
        before.forEach(text -> Frames.other(repeats, Frames.from("bob", "text " + text)));
        repeats.begin();
        int overlap = 0;
        for (int i = 1; i <= Math.min(before.size(), replayed.size()); i++) {
            if (before.subList(before.size() - i, before.size()).equals(replayed.subList(0, i))) {
                overlap = i;
            }
        }
        List<Integer> received = new ArrayList<>();
        boolean gap = false;
        for (int text : replayed) {
            Repeats.Verdict verdict = Frames.other(repeats, Frames.from("bob", "text " + text));
            if (verdict != Repeats.Verdict.REPEAT) {
                received.add(text);
                gap |= verdict == Repeats.Verdict.NEW_AFTER_GAP;
            }
        }
        if (!received.isEmpty() && !gap) {
            assertEquals(replayed.subList(overlap, replayed.size()), received);
        }
        assertFalse(overlap == 0 && !received.isEmpty() && !gap, "a replay without overlap is a gap");
    }
}
