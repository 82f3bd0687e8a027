package mles.server.store;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import mles.server.log.Publisher;

/** Publishers of frames in the log that are not stored yet, so that no member has seen them. Thread: home loop. */
final class UnackedPublishers {
    private final ArrayDeque<Written> written = new ArrayDeque<>(0);

    private record Written(Publisher publisher, long end) {
    }

    void add(Publisher publisher, long end) {
        Written last = written.peekLast();
        if (last != null && last.publisher().equals(publisher)) {
            written.removeLast();
        }
        written.add(new Written(publisher, end));
    }

    /** Everything up to {@code position} is stored. */
    void stored(long position) {
        while (!written.isEmpty() && written.peek().end() <= position) {
            written.remove();
        }
    }

    /** {@return all who wrote the rest, which is forgotten} */
    Set<Publisher> takeAll() {
        Set<Publisher> all = new LinkedHashSet<>();
        written.forEach(entry -> all.add(entry.publisher()));
        written.clear();
        return all;
    }
}
