package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mles.protocol.Frame;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class ReplayProperties {
    private static final Duration SETTLE = Duration.ofMillis(10);
    private static final Frame MARK = Frames.from(Frames.UID, "mark");

    private static Replay replay(@Nullable Frame mark, List<Frame> sent) {
        return new Replay(new SentFrames.Snapshot(sent, 0, false), mark, SETTLE);
    }

    /** Texts from a small alphabet, so that equal frames are common. */
    @Property(tries = 1000)
    void allThatDidNotArriveIsLacking(@ForAll @Size(max = 30) List<@IntRange(max = 2) Integer> texts,
            @ForAll @IntRange(max = 30) int arrived, @ForAll boolean marked) {
        List<Frame> sent = texts.stream().map(text -> Frames.from(Frames.UID, text.toString())).toList();
        int count = Math.min(arrived, sent.size());
        Replay replay = replay(MARK, sent);
        sent.subList(0, count).forEach(replay::see);
        if (marked) {
            replay.see(MARK);
        }
        assertEquals(sent.subList(count, sent.size()), replay.missing());
        assertEquals(count == sent.size() || marked, replay.isProven());
        assertEquals(replay.isProven(), replay.isOver());
        assertEquals(count > 0, replay.hasFound());
    }

    @Example
    void isOverWhenQuietOrAtLastWhenBusy() {
        List<Frame> sent = List.of(Frames.from(Frames.UID, "lost"));
        Replay quiet = replay(null, sent);
        quiet.read(1, true);
        assertTrue(quiet.isOver());
        assertFalse(quiet.isProven());

        Replay busy = replay(null, sent);
        busy.read(SETTLE.toNanos() * 9, false);
        assertFalse(busy.isOver());
        assertEquals(10, busy.patienceMillis());
        busy.read(SETTLE.toNanos(), false);
        assertTrue(busy.isOver());
    }

    @Example
    void markIsWaitedForTenTimesAsLong() {
        Replay replay = replay(MARK, List.of(Frames.from(Frames.UID, "lost")));
        assertEquals(100, replay.patienceMillis());
        replay.read(SETTLE.toNanos() * 99, false);
        assertFalse(replay.isOver());
        replay.read(SETTLE.toNanos(), false);
        assertTrue(replay.isOver());
    }
}
