package example.tinymles;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Set;
import mles.testkit.Check;
import mles.testkit.CodecChecks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit without a test framework: checks are plain objects. Each planted fault makes some of them fail. */
class PlantedFaultsTest {
    @ParameterizedTest
    @EnumSource
    void isFound(Fault fault) {
        List<Check> failed = CodecChecks.of(new TinyUnderTest(Set.of(fault))).stream()
                .filter(check -> check.run().isFailure()).toList();
        assertFalse(failed.isEmpty(), "nothing finds it");
        System.out.println(fault + " is found by " + failed.size() + " checks, the first is " + failed.getFirst());
    }
}
