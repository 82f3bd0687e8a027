package mles.dist.rules;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Queries of Prometheus, as far as names of metrics and values of labels go. */
final class PrometheusRules {
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.+)$");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern METRIC = Pattern.compile("\\bmles_\\w+");
    private static final Pattern SELECTOR = Pattern.compile("\\b(mles_\\w+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(=|=~|!=|!~)\"([^\"$]*)\"");

    private PrometheusRules() {
    }

    /** {@return the names of the alerts in a file of rules, in its order} */
    static List<String> alerts(String rules) {
        return ALERT.matcher(rules).results().map(found -> found.group(1)).toList();
    }

    /** {@return the queries in a file of rules, each of which is one line} */
    static List<String> queries(String rules) {
        return EXPRESSION.matcher(rules).results().map(found -> found.group(1)).toList();
    }

    /** {@return the metrics of Mles that a text names} */
    static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return the label values that a query asks for, as a server writes them: {@code metric label="value"}} */
    static Set<String> labels(String query) {
        return SELECTOR.matcher(query).results()
                .flatMap(selector -> LABEL.matcher(selector.group(2)).results()
                        .flatMap(label -> Stream.of(label.group(3).split("\\|", -1))
                                .map(value -> selector.group(1) + " " + label.group(1) + "=\"" + value + "\"")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
