package mles.redis.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import mles.server.spi.Retention;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import redis.clients.jedis.StreamEntryID;

/** Where a stream begins, against a list of all frames: nothing that is to be kept goes, and not much more stays. */
class StreamIndexProperties {
    private static final int SIZE = 10;

    /** @param entries each a list of frames, those that are true being messages and the others empty joins */
    @Property
    void nothingGoesThatIsToBeKept(@ForAll @Size(max = 30) List<@Size(min = 1, max = 5) List<Boolean>> entries,
            @ForAll @IntRange(min = 1, max = 20) int maxFrames, @ForAll @IntRange(min = 1, max = 40) int maxSized) {
        Retention keep = new Retention(maxFrames, (long) maxSized * SIZE, Duration.ZERO);
        StreamIndex index = new StreamIndex(keep);
        List<Boolean> all = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < entries.size(); i++) {
            starts.add(all.size());
            all.addAll(entries.get(i));
            index.addNewest(new StreamEntryID(i, 0), messages(entries.get(i)), SIZE * entries.get(i).size());
            begin = index.trim(0, 0, 0).map(id -> starts.get((int) id.getTime())).orElse(begin);
            int needed = firstKept(all, keep);
            assertTrue(begin <= needed, () -> all + " " + keep);
            int next = starts.indexOf(begin) + 1;
            if (next < starts.size()) {
                List<Boolean> rest = all.subList(starts.get(next), all.size());
                assertTrue(messages(rest) <= maxFrames && (long) SIZE * rest.size() < keep.maxBytes(), "could go");
            }
        }
        assertEquals(messages(all.subList(begin, all.size())), index.messages());
    }

    private static int firstKept(List<Boolean> frames, Retention keep) {
        ArrayDeque<Boolean> kept = new ArrayDeque<>(frames);
        while (keep.isExceeded(messages(kept), (long) SIZE * kept.size())) {
            kept.removeFirst();
        }
        return frames.size() - kept.size();
    }

    private static int messages(Iterable<Boolean> frames) {
        int count = 0;
        for (boolean message : frames) {
            count += message ? 1 : 0;
        }
        return count;
    }
}
