package mles.dist.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that is nearest to a typed one. */
final class Suggestion {
    private static final int LETTERS_PER_SLIP = 3;
    private static final int LETTERS_PER_SURE_SLIP = 8;

    private Suggestion() {
    }

    /** {@return the one of {@code known} that takes fewest letters more, less or otherwise to become {@code typed}} */
    static String to(String typed, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(word -> distance(typed, word))).orElseThrow();
    }

    /** {@return the one of {@code known} that {@code typed} misspells, shortens or lengthens; empty where none is near} */
    static Optional<String> likely(String typed, Collection<String> known) {
        Optional<String> longer = known.stream()
                .filter(word -> !word.isEmpty() && (typed.startsWith(word) || word.startsWith(typed)))
                .max(Comparator.comparingInt(String::length));
        return slip(typed, known).or(() -> longer).or(() -> within(typed, known, LETTERS_PER_SLIP));
    }

    /** {@return the one of {@code known} that {@code typed} can only be a misspelling of; empty where it may be another word} */
    static Optional<String> slip(String typed, Collection<String> known) {
        return within(typed, known, LETTERS_PER_SURE_SLIP);
    }

    private static Optional<String> within(String typed, Collection<String> known, int lettersPerSlip) {
        return Optional.of(to(typed, known))
                .filter(word -> distance(typed, word) <= Math.max(1, typed.length() / lettersPerSlip));
    }

    /** Levenshtein's distance, line by line. */
    private static int distance(String from, String to) {
        int[] line = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            line[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = line[0];
            line[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int other = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = line[j];
                line[j] = Math.min(other, 1 + Math.min(line[j], line[j - 1]));
            }
        }
        return line[to.length()];
    }
}
