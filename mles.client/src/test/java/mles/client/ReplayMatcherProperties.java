package mles.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import mles.protocol.Frame;

class ReplayMatcherProperties {
    private static final Duration SETTLE = Duration.ofMillis(10);

    /** Texts from a small alphabet, so that equal frames are common. */
    @Property(tries = 1000)
    void allThatDidNotArriveIsLacking(@ForAll @Size(max = 30) List<@IntRange(max = 2) Integer> texts,
            @ForAll @IntRange(max = 30) int arrived) {
        List<Frame> sent = texts.stream().map(text -> Frames.from(Frames.UID, text.toString())).toList();
        int count = Math.min(arrived, sent.size());
        ReplayMatcher replay = new ReplayMatcher(sent, SETTLE);
        for (Frame frame : sent.subList(0, count)) {
            replay.see(Frames.from("bob", "0"));
            replay.see(frame);
        }
        assertEquals(sent.subList(count, sent.size()), replay.missing());
        assertEquals(count == sent.size(), replay.isOver());
    }

    @Example
    void isOverWhenQuietOrAtLastWhenBusy() {
        List<Frame> sent = List.of(Frames.from(Frames.UID, "lost"));
        ReplayMatcher quiet = new ReplayMatcher(sent, SETTLE);
        quiet.read(1, true);
        assertTrue(quiet.isOver());

        ReplayMatcher busy = new ReplayMatcher(sent, SETTLE);
        busy.read(SETTLE.toNanos() * 9, false);
        assertEquals(false, busy.isOver());
        assertEquals(10, busy.patienceMillis());
        busy.read(SETTLE.toNanos(), false);
        assertTrue(busy.isOver());
    }
}
