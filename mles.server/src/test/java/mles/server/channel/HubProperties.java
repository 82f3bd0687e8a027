package mles.server.channel;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.spi.Retention;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** In any order of actions and turns, each member gets the bytes of the model, and memory comes back. */
class HubProperties {

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void oneLoop(@ForAll("limits") HubLimits limits, @ForAll("steps") List<Integer> steps) {
        run(1, limits, steps);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void twoLoops(@ForAll("limits") HubLimits limits, @ForAll("steps") List<Integer> steps) {
        run(2, limits, steps);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void fourLoops(@ForAll("limits") HubLimits limits, @ForAll("steps") List<Integer> steps) {
        run(4, limits, steps);
    }

    private static void run(int loops, HubLimits limits, List<Integer> steps) {
        HubScript script = new HubScript(loops, limits);
        steps.forEach(step -> script.step(new Random(step)));
        script.finish();
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().withDistribution(RandomDistribution.uniform()).list().ofMinSize(10)
                .ofMaxSize(250);
    }

    @Provide
    Arbitrary<HubLimits> limits() {
        return Combinators
                .combine(Arbitraries.of(0, 1, 2, 5, 100), Arbitraries.of(0L, 1_000L, 10_000L, 64L << 20),
                        Arbitraries.of(0L, TimeUnit.SECONDS.toNanos(3)), Arbitraries.of(2_000L, 20_000L, 1L << 20),
                        Arbitraries.of(0L, TimeUnit.SECONDS.toNanos(2)))
                .as((frames, bytes, age, window, stall) -> new HubLimits(
                        new Retention(frames, bytes, Duration.ofNanos(age)), new SlowReaderPolicy(window, stall), 1000,
                        0, HubRig.HEAP, 4096, TimeUnit.SECONDS.toNanos(10)));
    }
}
