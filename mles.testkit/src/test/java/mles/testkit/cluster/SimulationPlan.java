package mles.testkit.cluster;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mles.server.channel.HubLimits;
import mles.server.channel.HubRig;
import mles.server.delivery.SlowReaderPolicy;
import mles.server.spi.Retention;
import mles.testkit.relay.Mishaps;

/**
 * Conditions of a run, which its seed decides.
 *
 * @param loops    event loops of each server
 * @param channels the number of channels
 * @param keeps    whether engine and servers keep all history
 * @param window   delivery window in bytes
 * @param mishaps  what happens to parcels
 * @param frames   the most frames in a batch
 */
record SimulationPlan(int loops, int channels, boolean keeps, long window, Mishaps mishaps, int frames) {
    static final Duration PATIENCE = Duration.ofSeconds(12);
    static final int LARGEST_ENTRY = 4000;
    private static final Mishaps FEW = new Mishaps(1, 1, 1, 2);
    private static final Mishaps MANY = new Mishaps(8, 8, 8, 15);
    private static final int LITTLE = 12;
    private static final long IDLE = TimeUnit.SECONDS.toNanos(20);

    static SimulationPlan of(Random random) {
        int weather = random.nextInt(6);
        return new SimulationPlan(1 + random.nextInt(3), 1 + random.nextInt(3), random.nextInt(4) > 0,
                random.nextInt(3) == 0 ? 20_000 : 1 << 20,
                weather == 0 ? Mishaps.NONE : weather < 4 ? FEW : MANY, 1 + random.nextInt(6));
    }

    /** {@return what the engine keeps of a channel} */
    Retention engineKeeps() {
        return keeps ? Retention.ALL : new Retention(3 * LITTLE, Long.MAX_VALUE, Duration.ZERO);
    }

    HubLimits limits() {
        return new HubLimits(new Retention(keeps ? 1_000_000 : LITTLE, 1L << 28, Duration.ZERO),
                new SlowReaderPolicy(window, HubRig.STALL), 100, IDLE, HubRig.HEAP, 100, HubRig.MEMORY_STEP);
    }
}
