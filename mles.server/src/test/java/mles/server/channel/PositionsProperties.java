package mles.server.channel;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** In any order of publishes, joins, ends and resumes each client has each message behind its position once, or hears of a gap. */
class PositionsProperties {
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void eachMessageBehindAPositionComesOnce(@ForAll("history") int history, @ForAll("steps") List<Integer> steps) {
        PositionsScript script = new PositionsScript(history);
        steps.forEach(step -> script.step(new Random(step)));
        script.finish();
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().withDistribution(RandomDistribution.uniform()).list().ofMinSize(10)
                .ofMaxSize(200);
    }

    @Provide
    Arbitrary<Integer> history() {
        return Arbitraries.of(0, 1, 3, 10, 1000);
    }
}
