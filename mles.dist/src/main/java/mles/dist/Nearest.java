package mles.dist;

import java.util.Collection;
import java.util.Comparator;

/** Finds the word that somebody may have meant. */
final class Nearest {
    private Nearest() {
    }

    /** {@return the one of {@code known} that takes fewest letters more, less or otherwise to become {@code typed}} */
    static String to(String typed, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(word -> distance(typed, word))).orElseThrow();
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
