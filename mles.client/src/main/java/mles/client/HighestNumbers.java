package mles.client;

import java.util.LinkedHashMap;
import java.util.Map;
import mles.protocol.Frame;

/**
 * The highest {@linkplain MessageNumbers number} that came from each session. A sender that sends again begins with the first
 * message that it misses, so a number that is not above the highest came before, in whatever order the log has it. For one
 * thread.
 */
final class HighestNumbers {
    /** Sessions whose numbers are known, those heard last. */
    static final int MOST_SESSIONS = 4096;

    private final Map<Sender, Long> highest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sender, Long> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    private record Sender(int cid, int session) {
    }

    /** {@return whether {@code frame} has a number that came before} */
    boolean isKnown(Frame frame) {
        if (!MessageNumbers.isNumber(frame.key())) {
            return false;
        }
        Long known = highest.get(sender(frame));
        return known != null && frame.key() <= known;
    }

    /** Remembers the number of {@code frame}, if it has one; it is not known. */
    void add(Frame frame) {
        if (MessageNumbers.isNumber(frame.key())) {
            highest.put(sender(frame), frame.key());
        }
    }

    private static Sender sender(Frame frame) {
        return new Sender(frame.cid().value(), MessageNumbers.session(frame.key()));
    }
}
