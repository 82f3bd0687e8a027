package example.tinymles;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import mles.testkit.Check;
import mles.testkit.CodecChecks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit without a test framework: checks are plain objects. Each planted fault makes one of them fail. */
class PlantedFaultsTest {
    @ParameterizedTest
    @EnumSource
    void isFound(Fault fault) {
        Optional<Check> finder = CodecChecks.of(new TinyUnderTest(Set.of(fault))).stream()
                .filter(check -> check.run().isFailure()).findFirst();
        assertTrue(finder.isPresent(), "nothing finds it");
        System.out.println(fault + " is found by " + finder.get());
    }
}
