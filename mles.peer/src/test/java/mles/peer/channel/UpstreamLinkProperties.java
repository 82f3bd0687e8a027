package mles.peer.channel;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** A linked channel against a plain list above it (SPEC 6). */
class UpstreamLinkProperties {
    @Property(tries = 300)
    void eachFrameIsOnEitherSideOnce(@ForAll("steps") List<Integer> steps) {
        run(steps, new UpstreamLinkScript(10_000, 1 << 24));
    }

    private static void run(List<Integer> steps, UpstreamLinkScript script) {
        steps.forEach(step -> script.step(new Random(step)));
        script.finish();
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().withDistribution(RandomDistribution.uniform()).list().ofMinSize(10)
                .ofMaxSize(120);
    }
}
