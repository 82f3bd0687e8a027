package mles.testkit.jqwik;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mles.testkit.Check;
import mles.testkit.Outcome;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Checks as tests of Jupiter, grouped by the section of SPEC. */
final class Checks {
    private Checks() {
    }

    static Stream<DynamicNode> tests(List<Check> checks) {
        Map<String, List<DynamicNode>> sections = checks.stream().collect(Collectors.groupingBy(
                check -> "SPEC " + check.section(), TreeMap::new,
                Collectors.mapping(Checks::test, Collectors.toList())));
        return sections.entrySet().stream()
                .map(section -> DynamicContainer.dynamicContainer(section.getKey(), section.getValue()));
    }

    private static DynamicNode test(Check check) {
        return DynamicTest.dynamicTest(check.name(), () -> {
            Outcome outcome = check.run();
            switch (outcome.verdict()) {
                case PASSED -> {
                }
                case SKIPPED -> Assumptions.abort(outcome.detail());
                case FAILED -> Assertions.fail(check + ": " + outcome.detail(), outcome.cause().orElse(null));
            }
        });
    }
}
