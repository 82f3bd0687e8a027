package mles.dist.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The rules of CONTRIBUTING for prose that a machine can check. */
final class ProseRules {
    /** Javadoc and help begin with the noun or the verb. */
    private static final Pattern BEGINNING = Pattern.compile(
            "/\\*\\*[\\s*]*(What|Who|Whom|Whose|Whoever|How|Whether|Where|Nobody|Somebody)\\b"
                    + "|\\{@return[\\s*]+(what|who|whom|whose|whoever|how|where|nobody|somebody)\\b"
                    + "|description = \"(\"\"\\s+)?(What|Who|Whom|Whose|How|Whether|Where)\\b");
    /** People are no subjects: a connection, a member, a client or an operator is. */
    private static final Pattern PEOPLE = Pattern.compile(
            "\\b(somebody|nobody|whoever|anybody|everybody|strangers?)\\b", Pattern.CASE_INSENSITIVE);

    private ProseRules() {
    }

    /** {@return the places in a text that break a rule, each as its line number and words} */
    static List<String> broken(String text) {
        List<String> broken = new ArrayList<>();
        for (Pattern rule : List.of(BEGINNING, PEOPLE)) {
            rule.matcher(text).results().forEach(found -> broken.add(place(text, found)));
        }
        return broken;
    }

    private static String place(String text, MatchResult found) {
        long line = 1 + text.substring(0, found.end()).chars().filter(character -> character == '\n').count();
        return line + ": " + found.group().replaceAll("\\s+(\\* )?", " ");
    }
}
