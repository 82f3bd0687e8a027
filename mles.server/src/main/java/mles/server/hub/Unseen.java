package mles.server.hub;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/** Who wrote what is in the log and not stored yet, so that nobody has seen it. For the home loop. */
final class Unseen {
    private final ArrayDeque<Written> written = new ArrayDeque<>(0);

    private record Written(Author author, long end) {
    }

    void add(Author author, long end) {
        Written last = written.peekLast();
        if (last != null && last.author().equals(author)) {
            written.removeLast();
        }
        written.add(new Written(author, end));
    }

    /** Everything up to {@code position} is stored. */
    void stored(long position) {
        while (!written.isEmpty() && written.peek().end() <= position) {
            written.remove();
        }
    }

    /** {@return all who wrote the rest, which is forgotten} */
    Set<Author> takeAll() {
        Set<Author> all = new LinkedHashSet<>();
        written.forEach(entry -> all.add(entry.author()));
        written.clear();
        return all;
    }
}
