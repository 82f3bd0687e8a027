package mles.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The highest {@linkplain MessageNumbers number} that came from each session. A sender that sends again begins with the first
 * message that it misses, so a number that is not above the highest came before, in whatever order the log has it. For one
 * thread.
 */
final class HighestNumbers {
    /** Sessions whose numbers are known, those heard last. */
    static final int MOST_SESSIONS = 4096;

    private final Map<Long, Long> highest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    /**
     * {@return whether a number came before}
     *
     * @param sender digest of the session that sent it
     */
    boolean isKnown(long sender, long number) {
        Long known = highest.get(sender);
        return known != null && number <= known;
    }

    /** Remembers a number that is not known. */
    void add(long sender, long number) {
        highest.put(sender, number);
    }
}
