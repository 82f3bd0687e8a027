package mles.peer.channel;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** Gaps that a linked channel counts, beside an upstream server that forgets. */
class GapProperties {
    @Property(tries = 300)
    void whereTheServerAboveKeepsAllThereAreNone(@ForAll("steps") List<Integer> steps) {
        run(steps, new GapScript(10_000, 10_000, false));
    }

    @Property(tries = 500)
    void whatItForgetsIsCounted(@ForAll("steps") List<Integer> steps) {
        run(steps, new GapScript(1 + steps.size() % 7, 1 + steps.size() % 9, false));
    }

    @Property(tries = 500)
    void whereItIsRestartedThereIsOneTooManyAtMost(@ForAll("steps") List<Integer> steps) {
        run(steps, new GapScript(10_000, 10_000, true));
    }

    @Property(tries = 300)
    void whereItHasItsHistoryBackThereAreNone(@ForAll("steps") List<Integer> steps) {
        GapScript script = new GapScript(10_000, 10_000, false);
        steps.forEach(step -> script.restart(new Random(step)));
        script.finish();
    }

    private static void run(List<Integer> steps, GapScript script) {
        steps.forEach(step -> script.outage(new Random(step)));
        script.finish();
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().withDistribution(RandomDistribution.uniform()).list().ofMinSize(1).ofMaxSize(20);
    }
}
